#include "evaluate/scores/ranking.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace jetseq::evaluate {
namespace {

WeightSum sum_of(std::vector<WeightedScore> const& events) {
    WeightSum sum;
    for (auto const& event : events) sum.add(event.weight);
    return sum;
}

}  // namespace

LabelledScores::LabelledScores(std::span<float const> scores, std::span<std::int8_t const> labels,
                               std::span<float const> weights)
    : score{scores}, label{labels}, weight{weights} {
    assert(score.size() == label.size() && score.size() == weight.size());
    assert(std::none_of(score.begin(), score.end(), [](float s) { return std::isnan(s); }));
}

Ranking::Ranking(LabelledScores const& scores)
    : events_{by_falling_score(scores.score, scores.label, scores.weight)},
      all_vbf_{sum_of(events_.vbf)},
      all_ggf_{sum_of(events_.ggf)} {}

}  // namespace jetseq::evaluate
