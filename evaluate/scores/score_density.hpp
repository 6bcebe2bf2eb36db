#pragma once
#include <cstdint>
#include <vector>

#include "evaluate/scores/ranking.hpp"

namespace jetseq::evaluate {

/// Score distribution of a class, of unit area over the bins.
struct ScoreDensity {
    std::vector<double> density;  ///< per unit of score
    std::vector<double> error;    ///< statistical, sqrt(sum w^2) scaled alike
};

/// Edges of 40 bins of equal width in [0, 1].
std::vector<double> score_edges();

/// Distribution of the score of the class `label`; zeros if the weights don't sum to something positive.
ScoreDensity score_density(LabelledScores const& scores, std::int8_t label, std::vector<double> const& edges);

}  // namespace jetseq::evaluate
