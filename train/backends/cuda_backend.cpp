#include "train/backends/cuda_backend.hpp"

#include <algorithm>

#include "train/backends/fused_inputs.hpp"
#include "train/cuda/networks.hpp"
#include "train/cuda/room.hpp"
#include "train/ranks/joint_networks.hpp"

namespace jetseq::train {
namespace {

/// Chosen for one network, and used for many, so that the bits of a training do not depend on how many run side by
/// side.
constexpr CudaPlan plan_of_trainings{0, 4, 256, 128, 1};

class CudaBackend : public Backend {
public:
    CudaBackend(TrainingData const& data, TrainOptions const& options, std::shared_ptr<JointNetworks> all)
        : options_{options}, all_{std::move(all)}, number_{all_->enter(fused_events(data), data.labels.size())} {}
    ~CudaBackend() override { all_->leave(number_); }
    CudaBackend(CudaBackend const&) = delete;
    CudaBackend& operator=(CudaBackend const&) = delete;

    double learn(data::Batch const& batch, double learning_rate, int epoch) override {
        return learn_all({&batch, 1}, {&learning_rate, 1}, epoch);
    }

    /// Enough to make the cost of a launch negligible, but only some ms of work.
    std::size_t batches_at_once() const override { return 256; }

    double learn_all(std::span<data::Batch const> batches, std::span<double const> rates, int epoch) override {
        CudaWork work;
        for (std::size_t n = 0; n < batches.size(); ++n) {
            if (batches[n].empty()) continue;
            work.batches.push_back(batches[n]), work.steps.push_back(fused_step(options_, rates[n], epoch));
        }
        double sum = 0;
        for (double const loss : all_->learn(number_, std::move(work))) sum += loss;
        return sum;
    }

    std::vector<float> logits(data::Batch const& batch) override {
        return all_->with([&](auto& networks) { return networks.logits(number_, batch); });
    }

    OptimiserState state() const override {
        return all_->with([&](auto& networks) -> OptimiserState {
            return {networks.parameters(number_), networks.moment1(number_), networks.moment2(number_),
                    networks.steps(number_)};
        });
    }

    void restore(OptimiserState const& state) override {
        all_->with([&](auto& networks) {
            networks.restore(number_, state.parameters, state.moment1, state.moment2, state.steps);
        });
    }

    std::string name() const override {
        return all_->with([](auto& networks) { return networks.name(); });
    }

private:
    TrainOptions options_;
    std::shared_ptr<JointNetworks> all_;
    std::size_t number_;  ///< of this network among `all_`
};

}  // namespace

bool uses_cuda(TrainOptions const& options) {
    bool const asked = options.device == "cuda" && options.backend == "auto";
    bool const lstm = !options.takes_variables() && !options.joins() && !options.set;
    return asked && lstm && CudaNetworks::serves(network_size(options));
}

bool fits_on_gpu(TrainingData const& data, TrainOptions const& options) {
    std::size_t const jets = data.inputs.size() / std::max<std::size_t>(data.features, 1), free = cuda_free_bytes();
    std::size_t const bytes = CudaEvents::bytes(data.labels.size(), jets, data.features);
    std::size_t longest = 0;
    for (std::size_t n = 0; n < data.labels.size(); ++n) longest = std::max(longest, data.length(n));
    return bytes < free / 4 * 3 && cuda::histories_fit(cuda::shape_of(network_size(options)), longest, free - bytes);
}

CudaSideBySide::CudaSideBySide()
    : CudaSideBySide{[](NetworkSize const& size) { return std::make_unique<CudaNetworks>(size, plan_of_trainings); },
                     std::chrono::milliseconds{50}} {}

std::unique_ptr<Backend> CudaSideBySide::backend(TrainingData const& data, TrainOptions const& options) {
    auto const size = network_size(options);
    std::unique_lock lock{mutex_};
    auto& all = of_size_[{size.inputs, size.layers, size.cells, size.outputs}];
    if (!all) all = std::make_shared<JointNetworks>(make_(size), patience_);
    auto const chosen = all;
    lock.unlock();
    return std::make_unique<CudaBackend>(data, options, chosen);
}

std::unique_ptr<Backend> cuda_backend(TrainingData const& data, TrainOptions const& options) {
    return CudaSideBySide{}.backend(data, options);
}

}  // namespace jetseq::train
