#pragma once
#include <string>

#include "evaluate/metrics/operating_point.hpp"
#include "evaluate/scores/ranking.hpp"

namespace jetseq::evaluate {

/// A threshold chosen with the validation part.
struct ChosenPoint {
    std::string name, aim;  ///< "medium", "vbf:0.7"
    double threshold;
    ClassEfficiencies validation, test;
};

/// What a threshold is chosen for.
struct Aim {
    enum class Kind { vbf_efficiency, ggf_efficiency, significance };
    Kind kind = Kind::vbf_efficiency;
    double efficiency = 0.5;            ///< for the first two, in (0, 1)
    double signal = 1, background = 1;  ///< expected VBF and ggF/DY events before the selection, for the third
};

/// Reads "vbf:0.7", "ggf:0.05", "significance:SIGNAL/BACKGROUND". Throws Error.
Aim aim_of(std::string const& text);

/// The threshold for the aim: for an efficiency the largest that keeps at least that fraction of VBF, or the smallest
/// that keeps at most that fraction of ggF/DY; for a significance the best that keeps at least ten effective ggF/DY
/// events, since the background is not known with fewer. Throws Error if there is none.
double chosen_threshold(LabelledScores const& scores, Aim const& aim);

}  // namespace jetseq::evaluate
