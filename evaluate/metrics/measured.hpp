#pragma once
#include <limits>

namespace jetseq::evaluate {

/// A number with its standard error; NaN if it is undefined.
struct Measured {
    double value = std::numeric_limits<double>::quiet_NaN();
    double error = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace jetseq::evaluate
