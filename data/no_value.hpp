#pragma once

namespace jetseq::checks {

/// -999, -9999, ...: what ntuples hold in place of an unknown number.
inline bool stands_for_none(double value) noexcept { return value == -999 || value == -9999 || value == -99999; }

}  // namespace jetseq::checks
