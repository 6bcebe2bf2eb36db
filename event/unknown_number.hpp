#pragma once
#include <array>

namespace jetseq {

/// Sentinel values that ntuples use for unknown numbers. `jetseq convert` and the HDF5 readers of weights, masses of
/// jets, scores and observables refuse them. As a jet's pt they are padding; among variables of the event a note names
/// them.
inline constexpr std::array unknown_numbers{-999.0, -9999.0, -99999.0, -999.9, -9999.9};

/// True for a sentinel, exact or rounded to a float. Of half precision only -999 is recognised: -999.9 is -1000 there,
/// which may be a number.
constexpr bool stands_for_unknown(double value) noexcept {
    for (double const number : unknown_numbers) {
        if (value == number || value == static_cast<double>(static_cast<float>(number))) return true;
    }
    return false;
}

}  // namespace jetseq
