#pragma once
#include <string>

#include "evaluate/metrics/ranking.hpp"

namespace jetseq {

/// What a threshold is chosen for.
struct Aim {
    enum class Kind { vbf_efficiency, ggf_efficiency, significance };
    Kind kind = Kind::vbf_efficiency;
    double efficiency = 0.5;            ///< for the first two, in (0, 1)
    double signal = 1, background = 1;  ///< expected VBF and ggF/DY events before the selection, for the third
};

/// Reads "vbf:0.7", "ggf:0.05", "significance:SIGNAL/BACKGROUND". Throws Error.
Aim aim_of(std::string const& text);

/// The threshold that serves the aim: for an efficiency the largest that keeps at least that part of VBF, or the
/// smallest that keeps at most that part of ggF/DY; for a significance the best one that keeps at least ten effective
/// ggF/DY events, below which the background is not known. Throws Error where there is none.
double chosen_threshold(LabelledScores const& scores, Aim const& aim);

}  // namespace jetseq
