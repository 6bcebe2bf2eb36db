#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "data/sequences/batches.hpp"
#include "train/fused/layout.hpp"
#include "train/input/training_data.hpp"

/// Trainers of the same network, each in a separate process.
namespace jetseq::bench {

/// Options of a trainer; everything else is as in configs/vbf_rnn.yaml.
struct Start {
    std::vector<float> parameters;  ///< in the order of ParameterLayout
    double dropout = 0.3;
    std::uint64_t seed = 1;  ///< of dropout
};

class Trainer {
public:
    virtual ~Trainer() = default;

    virtual void start(Start const& start) = 0;

    /// One step of Adam on the events `batch`, longest first. Returns the sum over events of weight x binary
    /// cross-entropy before the step.
    virtual double learn(data::Batch const& batch, int epoch) = 0;

    /// Logits of the events `batch`, longest first, without dropout.
    virtual std::vector<float> logits(data::Batch const& batch) = 0;

    virtual std::string name() const = 0;
};

/// `kind`: "fused" (the fastest instruction set) or "fused:" and an instruction set; "backend": LibTorch in our
/// `--backend torch`, for the network of configs/vbf_rnn.yaml only; "lstm": LibTorch's nn::LSTM as its users write it.
/// Throws Error for any other kind.
std::unique_ptr<Trainer> make_trainer(std::string const& kind, std::size_t threads, train::TrainingData const& data,
                                      train::NetworkSize const& size);

std::unique_ptr<Trainer> libtorch_lstm(std::size_t threads, train::TrainingData const& data,
                                       train::NetworkSize const& size);

}  // namespace jetseq::bench
