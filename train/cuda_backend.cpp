#include <algorithm>

#include "jetseq/train/backend.hpp"
#include "jetseq/train/cuda/networks.hpp"

namespace jetseq {
namespace {

class CudaBackend : public Backend {
public:
    CudaBackend(TrainingData const& data, TrainOptions const& options)
        : options_{options},
          network_{network_size(options), 1,
                   std::make_shared<CudaEvents>(FusedEvents{data.inputs.data(), data.offsets.data(), data.labels.data(),
                                                            data.weights.data(), data.hashes.data()},
                                                data.labels.size(), data.features)} {}

    double learn(Batch const& batch, double learning_rate, int epoch) override {
        return learn_all({&batch, 1}, {&learning_rate, 1}, epoch);
    }

    /// So many that the launch does not count, and still a moment (some ms on paper).
    std::size_t batches_at_once() const override { return 256; }

    double learn_all(std::span<Batch const> batches, std::span<double const> rates, int epoch) override {
        CudaWork work;
        for (std::size_t n = 0; n < batches.size(); ++n) {
            if (batches[n].empty()) continue;
            FusedStep step;
            step.learning_rate = rates[n], step.beta1 = options_.beta1, step.beta2 = options_.beta2;
            step.weight_decay = options_.weight_decay, step.clip = options_.clip;
            step.dropout = options_.dropout, step.seed = options_.seed, step.epoch = static_cast<std::uint32_t>(epoch);
            work.batches.push_back(batches[n]), work.steps.push_back(step);
        }
        double sum = 0;
        for (auto const& losses : network_.learn({work})) {
            for (double const loss : losses) sum += loss;
        }
        return sum;
    }

    std::vector<float> logits(Batch const& batch) override { return network_.logits(0, batch); }

    OptimiserState state() const override {
        return {network_.parameters(0), network_.moment1(0), network_.moment2(0), network_.steps(0)};
    }

    void restore(OptimiserState const& state) override {
        network_.restore(0, state.parameters, state.moment1, state.moment2, state.steps);
    }

    std::string name() const override { return "fused CUDA, " + cuda_device_name(); }

private:
    TrainOptions options_;
    CudaNetworks network_;
};

}  // namespace

bool uses_cuda(TrainOptions const& options) {
    bool const asked = options.device == "cuda" && options.backend == "auto" && !options.takes_variables();
    return asked && CudaNetworks::serves(network_size(options));
}

bool fits_on_gpu(TrainingData const& data) {
    std::size_t const jets = data.inputs.size() / std::max<std::size_t>(data.features, 1);
    return CudaEvents::bytes(data.labels.size(), jets, data.features) < cuda_free_bytes() / 4 * 3;
}

std::unique_ptr<Backend> cuda_backend(TrainingData const& data, TrainOptions const& options) {
    return std::make_unique<CudaBackend>(data, options);
}

}  // namespace jetseq
