#include "train/loop/training_failure.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"

namespace jetseq::train {
namespace {

constexpr double extreme_weight = 100;  // mean weights
constexpr double extreme_input = 1000;  // standard deviations

double largest(data::Column<float> const& values) {
    double most = 0;
    for (float const value : values) most = std::max(most, std::fabs(static_cast<double>(value)));
    return most;
}

}  // namespace

std::string likely_cause(TrainingData const& data, double learning_rate) {
    double const weight = largest(data.weights);
    double input = std::max(largest(data.inputs), largest(data.variables));
    for (auto const& other : data.others) input = std::max(input, largest(other.inputs));
    if (weight > extreme_weight) {
        return "(an event has " + significant(weight, 3) +
               " times the mean weight). Fix mcEventWeight, or set train.clip";
    }
    if (input > extreme_input) {
        return "(an input is " + significant(input, 3) + " standard deviations from its mean). Check the data";
    }
    return "(the training diverges at the learning rate " + significant(learning_rate, 3) +
           "). Lower train.learning_rate, or set train.clip";
}

}  // namespace jetseq::train
