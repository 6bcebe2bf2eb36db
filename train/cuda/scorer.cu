#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <optional>

#include "train/cuda/checks.hpp"
#include "train/cuda/score_kernel.hpp"
#include "train/cuda/scorer.hpp"

namespace jetseq::train {
namespace {

/// One of the two chunks in progress: its memory on host and GPU, and its stream.
struct Lane {
    Lane(std::size_t chunk, std::size_t outputs)
        : offsets{chunk + 1},
          indices{chunk},
          logits{chunk * outputs},
          device_offsets{chunk + 1},
          device_indices{chunk},
          device_logits{chunk * outputs} {
        cuda::require(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "stream");
    }
    ~Lane() { cudaStreamDestroy(stream); }

    /// Room for the inputs of a chunk.
    void reserve(std::size_t floats) {
        if (inputs && floats <= device_inputs.size()) return;
        inputs.emplace(floats + floats / 4);
        device_inputs = cuda::DeviceList<float>{floats + floats / 4};
    }

    template <class T>
    void send(cuda::DeviceList<T>& to, T const* from, std::size_t count) {
        cuda::require(cudaMemcpyAsync(to.data(), from, count * sizeof(T), cudaMemcpyHostToDevice, stream),
                      "copy to the GPU");
    }

    cuda::PinnedList<std::uint64_t> offsets;
    cuda::PinnedList<std::uint32_t> indices;
    cuda::PinnedList<float> logits;
    std::optional<cuda::PinnedList<float>> inputs;
    cuda::DeviceList<std::uint64_t> device_offsets;
    cuda::DeviceList<std::uint32_t> device_indices;
    cuda::DeviceList<float> device_logits, device_inputs;
    std::optional<cuda::ScoreLaunch> launch;
    cudaStream_t stream{};
    std::size_t first = 0, count = 0;  ///< events in progress; 0: none
};

/// Events 0 ... count - 1, longest first: tiles then hold events of similar length.
std::size_t sort_by_length(std::uint64_t const* offsets, std::size_t count, std::uint32_t* indices) {
    std::size_t longest = 0;
    for (std::size_t n = 0; n < count; ++n) longest = std::max<std::size_t>(longest, offsets[n + 1] - offsets[n]);
    std::vector<std::size_t> place(longest + 2, 0);
    auto const rank = [&](std::size_t n) { return longest - (offsets[n + 1] - offsets[n]); };
    for (std::size_t n = 0; n < count; ++n) ++place[rank(n) + 1];
    std::partial_sum(place.begin(), place.end(), place.begin());
    for (std::size_t n = 0; n < count; ++n) indices[place[rank(n)]++] = static_cast<std::uint32_t>(n);
    return longest;
}

}  // namespace

struct CudaScorer::State {
    State(NetworkSize const& network_size, std::vector<float> const& values, std::size_t chunk_events, int number)
        : size{network_size},
          shape{cuda::shape_of(network_size)},
          device{number},
          chunk{std::clamp<std::size_t>(chunk_events, 1, std::size_t{1} << 31)},
          parameters{static_cast<std::size_t>(shape.floats())} {
        ParameterLayout const layout{size, static_cast<std::size_t>(shape.rows())};
        cuda::check_parameters(values, layout.parameters());
        std::vector<float> placed(layout.floats(), 0.0F);
        layout.to_kernel(values, placed.data());
        parameters.set(placed.data(), placed.size());
        for (auto& lane : lanes) lane.emplace(chunk, size.outputs);
    }

    /// Starts the scoring of events `first` ...
    void begin(Lane& lane, FusedEvents const& events, std::size_t first, std::size_t count) {
        std::uint64_t const base = events.offsets[first], jets = events.offsets[first + count] - base;
        lane.reserve(jets * size.inputs);
        std::memcpy(lane.inputs->data(), events.inputs + base * size.inputs, jets * size.inputs * sizeof(float));
        for (std::size_t n = 0; n <= count; ++n) lane.offsets.data()[n] = events.offsets[first + n] - base;
        std::size_t const longest = sort_by_length(lane.offsets.data(), count, lane.indices.data());
        if (!lane.launch || lane.launch->longest() < longest) lane.launch.emplace(device, shape, longest);
        lane.send(lane.device_inputs, lane.inputs->data(), jets * size.inputs);
        lane.send(lane.device_offsets, lane.offsets.data(), count + 1);
        lane.send(lane.device_indices, lane.indices.data(), count);
        lane.launch->run({lane.device_inputs.data(), lane.device_offsets.data(), nullptr, nullptr, nullptr},
                         parameters.data(), lane.device_indices.data(), count, lane.device_logits.data(), lane.stream);
        cuda::require(cudaMemcpyAsync(lane.logits.data(), lane.device_logits.data(),
                                      count * size.outputs * sizeof(float), cudaMemcpyDeviceToHost, lane.stream),
                      "copy from the GPU");
        lane.first = first, lane.count = count;
    }

    /// Waits for the results and copies them to their places.
    void end(Lane& lane, float* to) {
        if (lane.count == 0) return;
        cuda::require(cudaStreamSynchronize(lane.stream), "kernel");
        for (std::size_t n = 0; n < lane.count; ++n) {
            float const* const from = lane.logits.data() + n * size.outputs;
            std::copy_n(from, size.outputs, to + (lane.first + lane.indices.data()[n]) * size.outputs);
        }
        lane.count = 0;
    }

    NetworkSize size;
    cuda::Shape shape;
    cuda::Device device;
    std::size_t chunk;
    cuda::DeviceList<float> parameters;
    std::array<std::optional<Lane>, 2> lanes;
};

CudaScorer::CudaScorer(NetworkSize const& size, std::vector<float> const& parameters, std::size_t chunk, int device)
    : state_{std::make_unique<State>(size, parameters, chunk, device)} {}

CudaScorer::~CudaScorer() = default;

void CudaScorer::logits(FusedEvents const& events, std::size_t count, float* to) {
    cuda::check_offsets(events.offsets, count);
    std::size_t turn = 0;
    for (std::size_t first = 0; first < count; first += state_->chunk, ++turn) {
        Lane& lane = *state_->lanes[turn % 2];
        state_->end(lane, to);
        state_->begin(lane, events, first, std::min(state_->chunk, count - first));
    }
    for (auto& lane : state_->lanes) state_->end(*lane, to);
}

}  // namespace jetseq::train
