#pragma once
#include <string>

#include "core/error.hpp"
#include "train/input/training_data.hpp"

namespace jetseq::train {

/// Ends a training that can't continue: a number became NaN or infinite, or no weight changes.
class TrainingFailure : public Error {
public:
    using Error::Error;
};

/// The likely reason why a training on `data` diverges, and what to try, as "(reason). Remedy": an event of extreme
/// weight, an extreme input, else the learning rate.
std::string likely_cause(TrainingData const& data, double learning_rate);

}  // namespace jetseq::train
