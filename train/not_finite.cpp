#include "jetseq/train/not_finite.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace jetseq {
namespace {

constexpr double extreme = 1000;  // mean weights, or standard deviations of an input

/// `format` with one number.
std::string with(char const* format, double value) {
    char text[256];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

double largest_weight(TrainingData const& data, std::span<Batch const> batches) {
    double largest = 0;
    for (auto const& batch : batches) {
        for (std::size_t const n : batch) largest = std::max(largest, std::fabs(static_cast<double>(data.weights[n])));
    }
    return largest;
}

double largest_input(TrainingData const& data, std::span<Batch const> batches) {
    double largest = 0;
    for (auto const& batch : batches) {
        for (std::size_t const n : batch) {
            for (auto k = data.features * data.offsets[n]; k < data.features * data.offsets[n + 1]; ++k) {
                largest = std::max(largest, std::fabs(static_cast<double>(data.inputs[k])));
            }
        }
    }
    return largest;
}

}  // namespace

std::string likely_cause(TrainingData const& data, std::span<Batch const> batches, double learning_rate) {
    double const weight = largest_weight(data, batches), input = largest_input(data, batches);
    if (weight > extreme) {
        return with("(one of its events has %.3g times the mean weight). Mend mcEventWeight, or set train.clip",
                    weight);
    }
    if (input > extreme) {
        return with("(an input of its events lies %.3g standard deviations from the mean). Check the data", input);
    }
    return with("(the training diverges at the learning rate %.3g). Lower train.learning_rate, or set train.clip",
                learning_rate);
}

}  // namespace jetseq
