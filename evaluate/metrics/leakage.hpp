#pragma once
#include <cstdint>

namespace jetseq::evaluate {

/// Evaluated events that the training has seen; both 0 for an honest test.
struct Leakage {
    std::uint64_t training = 0;    ///< events of the training part
    std::uint64_t validation = 0;  ///< events of the validation part: they chose the best epoch
};

}  // namespace jetseq::evaluate
