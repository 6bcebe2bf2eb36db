#include "train/loop/training_failure.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace jetseq::train {
namespace {

constexpr double extreme_weight = 100;  // mean weights
constexpr double extreme_input = 1000;  // standard deviations

/// `format` with one number.
std::string with(char const* format, double value) {
    char text[256];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

double largest(data::Column<float> const& values) {
    double most = 0;
    for (float const value : values) most = std::max(most, std::fabs(static_cast<double>(value)));
    return most;
}

}  // namespace

std::string likely_cause(TrainingData const& data, double learning_rate) {
    double const weight = largest(data.weights), input = largest(data.inputs);
    if (weight > extreme_weight) {
        return with("(an event has %.3g times the mean weight). Fix mcEventWeight, or set train.clip", weight);
    }
    if (input > extreme_input) {
        return with("(an input lies %.3g standard deviations from its mean). Check the data", input);
    }
    return with("(the training diverges at the learning rate %.3g). Lower train.learning_rate, or set train.clip",
                learning_rate);
}

}  // namespace jetseq::train
