#include "train/input/moments.hpp"

#include <cmath>

#include "core/error.hpp"

namespace jetseq::train {

void Moments::add(float const* row) {
    ++count_;
    for (std::size_t k = 0; k < mean_.size(); ++k) {
        double const x = row[k], step = x - mean_[k];
        mean_[k] += step / count_;
        squares_[k] += step * (x - mean_[k]);
    }
}

InputVariable Moments::input(std::size_t k, std::string const& name) const {
    double const spread = squares_[k] > 0 ? std::sqrt(squares_[k] / count_) : 1;
    auto const scale = static_cast<float>(1 / spread);
    if (!std::isfinite(scale)) {
        throw Error{"the input '" + name +
                    "' is too small for single precision (its standard deviation is below 1e-38). Write it in another "
                    "unit"};
    }
    return {name, static_cast<float>(-mean_[k]), scale};
}

}  // namespace jetseq::train
