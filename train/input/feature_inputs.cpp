#include "train/input/feature_inputs.hpp"

#include <cmath>

namespace jetseq::train {

std::vector<InputVariable> feature_inputs(data::Sequences const& sequences, std::vector<std::size_t> const& indices,
                                          std::vector<std::string> const& names) {
    data::require_features(sequences, names);
    std::size_t const width = names.size();
    std::vector<double> mean(width), squares(width);  // Welford's running mean and sum of squared deviations
    double count = 0;
    for (std::size_t const n : indices) {
        for (std::uint64_t jet = sequences.offsets[n]; jet < sequences.offsets[n + 1]; ++jet) {
            ++count;
            for (std::size_t k = 0; k < width; ++k) {
                double const x = sequences.features.values[jet * width + k], step = x - mean[k];
                mean[k] += step / count;
                squares[k] += step * (x - mean[k]);
            }
        }
    }
    std::vector<InputVariable> inputs;
    for (std::size_t k = 0; k < width; ++k) {
        double const spread = squares[k] > 0 ? std::sqrt(squares[k] / count) : 1;
        inputs.push_back({names[k], static_cast<float>(-mean[k]), static_cast<float>(1 / spread)});
    }
    return inputs;
}

}  // namespace jetseq::train
