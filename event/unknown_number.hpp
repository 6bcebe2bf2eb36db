#pragma once
#include <array>

namespace jetseq {

/// Sentinel values that ntuples use for unknown numbers, also for weights. The readers of HDF5 files and
/// `jetseq convert` refuse them.
inline constexpr std::array unknown_numbers{-999.0, -9999.0, -99999.0, -999.9, -9999.9};

/// True for one of them, as it is or rounded to a float.
constexpr bool stands_for_unknown(double value) noexcept {
    for (double const number : unknown_numbers) {
        if (value == number || value == static_cast<double>(static_cast<float>(number))) return true;
    }
    return false;
}

}  // namespace jetseq
