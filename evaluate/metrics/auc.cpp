#include "evaluate/metrics/auc.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>

namespace jetseq::evaluate {
namespace {

/// Sums over the events of a class for the mean of `v` and its variance.
struct MeanOf {
    double sum_w_v = 0, sum_w2_v = 0, sum_w2_v2 = 0;

    void add(WeightSum const& events, double v) noexcept {
        sum_w_v += events.w * v, sum_w2_v += events.w2 * v, sum_w2_v2 += events.w2 * v * v;
    }
    double mean(WeightSum const& total) const noexcept { return sum_w_v / total.w; }
    double variance_of_mean(WeightSum const& total, double mean) const noexcept {
        double const n_eff = total.effective_events();
        if (!(n_eff > 1)) return std::numeric_limits<double>::quiet_NaN();
        double const squares = sum_w2_v2 - 2 * mean * sum_w2_v + mean * mean * total.w2;
        return std::max(0.0, squares) / (total.w * total.w) * n_eff / (n_eff - 1);
    }
};

/// Calls visit(tie, placement of its VBF events, placement of its ggF/DY events).
template <class Visit>
void for_each_placement(Ranking const& ranking, Visit visit) {
    double const per_vbf = 1 / ranking.vbf().w, per_ggf = 1 / ranking.ggf().w;
    double vbf_above = 0, ggf_above = 0;
    ranking.for_each_tie([&](Tie const& tie) {
        visit(tie, 1 - (ggf_above + tie.ggf.w / 2) * per_ggf, (vbf_above + tie.vbf.w / 2) * per_vbf);
        vbf_above += tie.vbf.w, ggf_above += tie.ggf.w;
    });
}

/// The mean placement of the VBF events, with an error from both classes.
Auc from_both(MeanOf const& vbf, MeanOf const& ggf, WeightSum const& all_vbf, WeightSum const& all_ggf) {
    double const value = vbf.mean(all_vbf);
    return {value, std::sqrt(vbf.variance_of_mean(all_vbf, value) + ggf.variance_of_mean(all_ggf, value))};
}

/// Placements by score, falling.
struct PlacementTable {
    std::vector<float> score;
    std::vector<double> vbf, ggf;
};

PlacementTable placement_table(Ranking const& ranking) {
    PlacementTable table;
    for_each_placement(ranking, [&](Tie const& tie, double of_vbf, double of_ggf) {
        table.score.push_back(tie.score), table.vbf.push_back(of_vbf), table.ggf.push_back(of_ggf);
    });
    return table;
}

}  // namespace

Auc auc(Ranking const& ranking) {
    if (!ranking.has_both_classes()) return {};
    MeanOf vbf, ggf;
    for_each_placement(ranking, [&](Tie const& tie, double of_vbf, double of_ggf) {
        vbf.add(tie.vbf, of_vbf), ggf.add(tie.ggf, of_ggf);
    });
    return from_both(vbf, ggf, ranking.vbf(), ranking.ggf());
}

std::vector<double> placements(LabelledScores const& scores) {
    Ranking const ranking{scores};
    if (!ranking.has_both_classes()) return {};
    auto const table = placement_table(ranking);
    std::vector<double> result;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        auto const at = std::lower_bound(table.score.begin(), table.score.end(), scores.score[i], std::greater<>{}) -
                        table.score.begin();
        result.push_back((scores.label[i] == 1 ? table.vbf : table.ggf)[static_cast<std::size_t>(at)]);
    }
    return result;
}

Auc auc_difference(LabelledScores const& a, LabelledScores const& b) {
    assert(a.score.size() == b.score.size());
    auto const of_a = placements(a), of_b = placements(b);
    if (of_a.empty()) return {};
    MeanOf mean[2];
    WeightSum total[2];
    for (std::size_t i = 0; i < of_a.size(); ++i) {
        WeightSum event;
        event.add(a.weight[i]);
        mean[a.label[i] == 1].add(event, of_a[i] - of_b[i]);
        total[a.label[i] == 1].add(a.weight[i]);
    }
    return from_both(mean[1], mean[0], total[1], total[0]);
}

}  // namespace jetseq::evaluate
