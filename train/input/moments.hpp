#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "models/frozen/layers.hpp"

namespace jetseq::train {

/// Mean and standard deviation of the columns of rows, by Welford's running sums.
class Moments {
public:
    explicit Moments(std::size_t width) : mean_(width), squares_(width) {}

    void add(float const* row);  ///< [width]

    /// Column `k` as the input `name`, standardised; a column that never changes has the scale 1, and without rows the
    /// offset is 0 too. Throws Error if the column is too small for floats.
    InputVariable input(std::size_t k, std::string const& name) const;

private:
    std::vector<double> mean_, squares_;  ///< squares_: sums of squared deviations
    double count_ = 0;
};

}  // namespace jetseq::train
