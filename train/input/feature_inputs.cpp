#include "train/input/feature_inputs.hpp"

#include <cmath>

#include "core/error.hpp"

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
        auto const scale = static_cast<float>(1 / spread);
        if (!std::isfinite(scale)) {
            throw Error{"the feature '" + names[k] +
                        "' is too small for single precision (its standard deviation over the jets is below 1e-38). "
                        "Write it in another unit"};
        }
        inputs.push_back({names[k], static_cast<float>(-mean[k]), scale});
    }
    return inputs;
}

}  // namespace jetseq::train
