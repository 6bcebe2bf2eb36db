#include "evaluate/scores/score_density.hpp"

#include <cmath>

#include "evaluate/scores/bins.hpp"
#include "event/threshold.hpp"

namespace jetseq::evaluate {

std::vector<double> score_edges() { return equal_bins(0, 1, 40); }

ScoreDensity score_density(LabelledScores const& scores, std::int8_t label, std::vector<double> const& edges) {
    std::size_t const n_bins = edges.size() - 1;
    std::vector<WeightSum> bins(n_bins);
    WeightSum total;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        if (scores.label[i] != label) continue;
        bins[bin_of(scores.score[i], edges)].add(scores.weight[i]);
        total.add(scores.weight[i]);
    }
    ScoreDensity result;
    double const scale = total.w > 0 ? static_cast<double>(n_bins) / total.w : 0;
    for (auto const& bin : bins) {
        result.density.push_back(bin.w * scale);
        result.error.push_back(std::sqrt(bin.w2) * scale);
    }
    return result;
}

}  // namespace jetseq::evaluate
