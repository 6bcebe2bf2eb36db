#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "data/sequences/batches.hpp"
#include "train/input/training_data.hpp"

/// Trainers of the same network, each in a process of its own.
namespace jetseq::bench {

/// What every trainer is told; all else is that of configs/vbf_rnn.yaml.
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
    virtual double learn(Batch const& batch, int epoch) = 0;

    /// Logits of the events `batch`, longest first, without dropout.
    virtual std::vector<float> logits(Batch const& batch) = 0;

    virtual std::string name() const = 0;
};

/// `kind`: "fused" (the fastest instruction set) or "fused:" and an instruction set; "backend": LibTorch by our own
/// `--backend torch`; "lstm": LibTorch's nn::LSTM as its users write it. Throws Error where there is none such.
std::unique_ptr<Trainer> make_trainer(std::string const& kind, std::size_t threads, TrainingData const& data);

std::unique_ptr<Trainer> libtorch_lstm(std::size_t threads, TrainingData const& data);

}  // namespace jetseq::bench
