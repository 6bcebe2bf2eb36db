#include <algorithm>
#include <map>
#include <optional>

#include "train/cuda/checks.hpp"
#include "train/cuda/digest.hpp"
#include "train/cuda/events_on_device.hpp"
#include "train/cuda/layout_on_device.hpp"
#include "train/cuda/networks.hpp"
#include "train/cuda/score_kernel.hpp"

namespace jetseq::train {
namespace {

constexpr int most_threads = 256;

/// The arguments of one launch.
struct Job {
    cuda::Shape shape;
    cuda::Model const* models;
    unsigned* arrived;  ///< [models]
    int blocks;         ///< of each model
    int shards, room;
    float* spare;  ///< [blocks of all models, spare_floats]
    std::size_t spare_floats;
};

template <int events, int together>
__global__ void __launch_bounds__(most_threads, events == 4 ? 1 : 2) learn_kernel(Job const job) {
    extern __shared__ float4 shared[];
    int const n = static_cast<int>(blockIdx.x) / job.blocks, block = static_cast<int>(blockIdx.x) % job.blocks;
    unsigned target = 0;
    cuda::learn_steps<events, together>(cuda::BlockThreads{},
                                        cuda::ModelBarrier{job.arrived + n, static_cast<unsigned>(job.blocks), &target},
                                        job.models[n], job.shards,
                                        cuda::block_memory<events>(job.shape, reinterpret_cast<float*>(shared),
                                                                   job.room, job.spare + blockIdx.x * job.spare_floats),
                                        block, job.blocks);
}

/// The lists of one network on the GPU.
struct Lists {
    Lists(cuda::Shape const& shape, int shards, std::vector<float> const& rates, std::shared_ptr<CudaEvents const> data)
        : events{std::move(data)},
          value{floats(shape)},
          moment1{floats(shape)},
          moment2{floats(shape)},
          rate{rates},
          gradient{floats(shape)},
          slots{static_cast<std::size_t>(shards) * floats(shape)},
          squares{static_cast<std::size_t>(cuda::chunks(shape))},
          shard_losses{static_cast<std::size_t>(shards)} {
        value.clear(), moment1.clear(), moment2.clear(), gradient.clear(), slots.clear();
    }

    static std::size_t floats(cuda::Shape const& shape) { return static_cast<std::size_t>(shape.floats()); }

    cuda::Model model(FusedEvents const& data, bool only_gradient) const {
        return {data,
                indices.data(),
                step_list.data(),
                step_count,
                only_gradient,
                {value.data(), moment1.data(), moment2.data(), rate.data()},
                gradient.data(),
                squares.data(),
                slots.data(),
                shard_losses.data(),
                losses.data()};
    }

    std::shared_ptr<CudaEvents const> events;
    cuda::DeviceList<float> value, moment1, moment2, rate, gradient, slots;
    cuda::DeviceList<double> squares, shard_losses, losses;
    cuda::DeviceList<std::uint32_t> indices;
    cuda::DeviceList<cuda::Step> step_list;
    int step_count = 0;
    std::int64_t steps = 0;
};

CudaPlan completed(CudaPlan plan, std::size_t networks) {
    bool const many = networks >= 8;
    if (plan.tile == 0) plan.tile = many ? 8 : 4;
    if (plan.threads == 0) plan.threads = 256;
    if (plan.shards == 0) plan.shards = std::max(2, 128 / static_cast<int>(networks));
    if (plan.blocks_per_multiprocessor == 0) plan.blocks_per_multiprocessor = many ? 2 : 1;
    bool const known = (plan.tile == 4 || plan.tile == 8) && plan.threads % 32 == 0 && plan.threads >= 32 &&
                       plan.threads <= most_threads && plan.shards > 0;
    if (!known) throw Error{"CUDA: no such plan (tiles of 4 or 8 events, 32 to 256 threads, shards). Change it"};
    return plan;
}

}  // namespace

/// The kernels for tiles of one size.
struct CudaNetworks::State {
    State(NetworkSize const& network_size, CudaPlan const& wanted, std::size_t networks)
        : size{network_size},
          shape{cuda::shape_of(network_size)},
          layout{network_size, static_cast<std::size_t>(shape.rows())},
          plan{completed(wanted, networks)},
          most_blocks{plan.blocks_per_multiprocessor},
          device{plan.device} {}

    /// Makes room for sequences of up to `jets` jets.
    void prepare_for(std::size_t jets) {
        if (kernel != nullptr && jets <= longest) return;
        plan.tile == 4 ? prepare<4, 2>(jets) : prepare<8, 4>(jets);
        longest = jets;
    }

    /// Changes nothing if it throws.
    template <int tile, int together>
    void prepare(std::size_t jets) {
        int each = most_blocks;
        std::size_t const fixed = static_cast<std::size_t>(cuda::fixed_floats<tile>(shape)) * sizeof(float);
        while (each > 1 && device.shared_memory(each) < fixed) --each;
        auto const own = cuda::block_room<tile>(shape, device.shared_memory(each), jets);
        int const all = cuda::resident_blocks(device, learn_kernel<tile, together>, plan.threads, own.bytes);
        auto const more = cuda::needed_spare_room<tile>(shape, own, jets, all, cuda::Device::free_memory());
        spare = cuda::DeviceList<float>{more.floats * static_cast<std::size_t>(more.blocks)};
        room = own, resident = more.blocks, spare_floats = more.floats;
        plan.blocks_per_multiprocessor = all / device.properties.multiProcessorCount;
        kernel = reinterpret_cast<void const*>(learn_kernel<tile, together>);
    }

    std::size_t add(std::shared_ptr<CudaEvents const> events) {
        prepare_for(events->memory_->longest);
        auto const free = std::find(lists.begin(), lists.end(), nullptr);
        auto const n = static_cast<std::size_t>(free - lists.begin());
        if (free == lists.end()) lists.emplace_back();
        lists[n] = std::make_unique<Lists>(shape, plan.shards, layout.rates(), std::move(events));
        return n;
    }

    /// The events on the GPU; those that are there already are reused.
    std::shared_ptr<CudaEvents const> on_device(FusedEvents const& events, std::size_t count) {
        std::erase_if(known, [](auto const& one) { return one.second.expired(); });
        auto& place = known[cuda::digest_of(events, count, size.inputs)];
        if (auto there = place.lock()) return there;
        auto const bytes = CudaEvents::bytes(count, events.offsets[count], size.inputs);
        if (bytes > cuda_free_bytes(plan.device) / 4 * 3) {
            throw Error{"device cuda: the events of one more training don't fit into the GPU's memory (" +
                        std::to_string(bytes >> 20) + " MiB). Train fewer at once"};
        }
        auto const made = std::make_shared<CudaEvents const>(events, count, size.inputs, plan.device);
        place = made;
        return made;
    }

    Lists& at(std::size_t n) const {
        if (n < lists.size() && lists[n]) return *lists[n];
        throw Error{"CUDA: network " + std::to_string(n) +
                    " is not there (never added, or removed). Give what add() gave"};
    }

    /// Copies batches and steps of network n to the GPU; counts the steps unless `only_gradient`.
    void send(std::size_t n, CudaWork const& work, bool only_gradient) {
        std::vector<std::uint32_t> indices;
        std::vector<cuda::Step> steps;
        Lists& own = *lists[n];
        for (std::size_t k = 0; k < work.batches.size(); ++k) {
            auto const& batch = work.batches[k];
            auto const& step = work.steps[k];
            steps.push_back({indices.size(), static_cast<int>(batch.size()),
                             adam_step(step, own.steps + 1 + static_cast<std::int64_t>(k), batch.size()),
                             dropout_of(step), step.clip});
            for (std::size_t const event : batch) indices.push_back(static_cast<std::uint32_t>(event));
        }
        own.indices.assign(indices), own.step_list.assign(steps), own.step_count = static_cast<int>(steps.size());
        if (own.losses.size() < steps.size()) own.losses = cuda::DeviceList<double>{steps.size()};
        if (!only_gradient) own.steps += static_cast<std::int64_t>(steps.size());
    }

    /// Runs the networks `who`, as many at a time as the GPU has room for.
    void run(std::vector<std::size_t> const& who, bool only_gradient) {
        std::vector<cuda::Model> models;
        for (std::size_t const n : who) {
            models.push_back(lists[n]->model(lists[n]->events->memory_->view(), only_gradient));
        }
        cuda::DeviceList<cuda::Model> const on_device{models};
        cuda::DeviceList<unsigned> arrived{who.size()};
        arrived.clear();
        int const at_once = std::min(static_cast<int>(who.size()), resident);
        timer.start();
        for (std::size_t n = 0; n < who.size(); n += static_cast<std::size_t>(at_once)) {
            int const now = std::min(at_once, static_cast<int>(who.size() - n));
            Job job{shape,       on_device.data() + n, arrived.data() + n, std::min(plan.shards, resident / now),
                    plan.shards, room.steps,           spare.data(),       spare_floats};
            void* arguments[] = {&job};
            cuda::require(cudaLaunchCooperativeKernel(kernel, dim3(static_cast<unsigned>(now * job.blocks)),
                                                      dim3(static_cast<unsigned>(plan.threads)), arguments, room.bytes),
                          "launch");
        }
        milliseconds = timer.stop();
    }

    NetworkSize size;
    cuda::Shape shape;
    ParameterLayout layout;
    CudaPlan plan;
    int most_blocks;  ///< on a multiprocessor
    cuda::Device device;
    std::vector<std::unique_ptr<Lists>> lists;                       ///< null: removed
    std::map<std::uint64_t, std::weak_ptr<CudaEvents const>> known;  ///< by digest_of()
    std::size_t longest = 0;  ///< sequence that there is room for, once there is a kernel
    int resident = 0;         ///< blocks at once
    cuda::BlockRoom room;
    std::size_t spare_floats = 0;
    cuda::DeviceList<float> spare;
    void const* kernel = nullptr;
    std::optional<cuda::ScoreLaunch> score;
    cuda::Timer timer;
    double milliseconds = 0;
};

std::string cuda_device_name(int device) {
    cudaDeviceProp properties{};
    return cudaGetDeviceProperties(&properties, device) == cudaSuccess ? properties.name : "";
}

std::size_t cuda_free_bytes(int device) {
    std::size_t free = 0, total = 0;
    bool const known = cudaSetDevice(device) == cudaSuccess && cudaMemGetInfo(&free, &total) == cudaSuccess;
    return known ? free : 0;
}

bool CudaNetworks::serves(NetworkSize const& size, int device) {
    cudaDeviceProp properties{};
    if (cudaGetDeviceProperties(&properties, device) != cudaSuccess) return false;
    auto const floats = static_cast<std::size_t>(cuda::fixed_floats<4>(cuda::shape_of(size)));
    return properties.cooperativeLaunch != 0 && floats * sizeof(float) <= properties.sharedMemPerBlockOptin;
}

CudaNetworks::CudaNetworks(NetworkSize const& size, CudaPlan const& plan, std::size_t networks)
    : state_{std::make_unique<State>(size, plan, networks)} {}

CudaNetworks::CudaNetworks(NetworkSize const& size, std::size_t count, std::shared_ptr<CudaEvents const> const& events,
                           CudaPlan const& plan)
    : CudaNetworks{size, plan, count} {
    for (std::size_t n = 0; n < count; ++n) state_->add(events);
}

CudaNetworks::~CudaNetworks() = default;

std::size_t CudaNetworks::add(FusedEvents const& events, std::size_t count) {
    return state_->add(state_->on_device(events, count));
}

void CudaNetworks::remove(std::size_t network) noexcept { state_->lists[network].reset(); }

std::vector<std::vector<double>> CudaNetworks::learn(std::vector<CudaWork> const& work) {
    std::vector<std::size_t> who;
    for (std::size_t n = 0; n < work.size(); ++n) {
        if (work[n].batches.empty() && work[n].steps.empty()) continue;
        cuda::check_work(work[n], state_->at(n).events->memory_->labels.size());
        who.push_back(n);
    }
    for (std::size_t const n : who) state_->send(n, work[n], false);
    std::vector<std::vector<double>> losses(work.size());
    if (who.empty()) return losses;
    state_->run(who, false);
    for (std::size_t const n : who) losses[n] = state_->lists[n]->losses.get(work[n].batches.size());
    return losses;
}

std::vector<float> CudaNetworks::gradient(std::size_t network, std::vector<std::size_t> const& batch,
                                          FusedStep const& step) {
    cuda::check_batch(batch, state_->at(network).events->memory_->labels.size());
    state_->send(network, {{batch}, {step}}, true);
    state_->run({network}, true);
    return state_->layout.from_kernel(state_->lists[network]->gradient.get().data());
}

std::vector<float> CudaNetworks::logits(std::size_t network, std::vector<std::size_t> const& batch) {
    Lists const& own = state_->at(network);
    cuda::check_events(batch, own.events->memory_->labels.size());
    std::vector<std::uint32_t> const indices(batch.begin(), batch.end());
    cuda::DeviceList<std::uint32_t> const on_device{indices};
    cuda::DeviceList<float> const logits{batch.size() * state_->size.outputs};
    auto& launch = state_->score;
    if (!launch || launch->longest() < own.events->memory_->longest) {
        launch.emplace(state_->device, state_->shape, own.events->memory_->longest);
    }
    launch->run(own.events->memory_->view(), own.value.data(), on_device.data(), batch.size(), logits.data(), nullptr);
    return logits.get();
}

std::vector<float> CudaNetworks::parameters(std::size_t network) const {
    return state_->layout.from_kernel(state_->at(network).value.get().data());
}
std::vector<float> CudaNetworks::moment1(std::size_t network) const {
    return state_->layout.from_kernel(state_->at(network).moment1.get().data());
}
std::vector<float> CudaNetworks::moment2(std::size_t network) const {
    return state_->layout.from_kernel(state_->at(network).moment2.get().data());
}
std::int64_t CudaNetworks::steps(std::size_t network) const noexcept { return state_->lists[network]->steps; }

void CudaNetworks::restore(std::size_t network, std::vector<float> const& parameters, std::vector<float> const& moment1,
                           std::vector<float> const& moment2, std::int64_t steps) {
    Lists& own = state_->at(network);
    for (auto const* list : {&parameters, &moment1, &moment2}) {
        cuda::check_parameters(*list, state_->layout.parameters());
    }
    auto const send = [&](std::vector<float> const& from, cuda::DeviceList<float>& to) {
        std::vector<float> placed(state_->layout.floats(), 0.0F);
        state_->layout.to_kernel(from, placed.data());
        to.set(placed.data(), placed.size());
    };
    send(parameters, own.value), send(moment1, own.moment1), send(moment2, own.moment2);
    own.steps = steps;
}

std::string CudaNetworks::name() const { return "fused CUDA, " + cuda_device_name(state_->plan.device); }
CudaPlan CudaNetworks::plan() const noexcept { return state_->plan; }
double CudaNetworks::milliseconds() const noexcept { return state_->milliseconds; }

}  // namespace jetseq::train
