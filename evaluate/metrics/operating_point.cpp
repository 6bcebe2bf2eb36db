#include "evaluate/metrics/operating_point.hpp"

#include <cmath>

#include "evaluate/metrics/roc.hpp"
#include "event/threshold.hpp"

namespace jetseq::evaluate {
namespace {

/// Efficiencies of the events for which `passes(i)`.
template <class Passes>
ClassEfficiencies efficiencies(std::span<std::int8_t const> label, std::span<float const> weight, Passes passes) {
    WeightSum passed[2], total[2];  // [class]: ggF/DY, VBF
    for (std::size_t i = 0; i < label.size(); ++i) {
        int const c = label[i] == 1;
        total[c].add(weight[i]);
        if (passes(i)) passed[c].add(weight[i]);
    }
    return {efficiency(passed[1], total[1]), efficiency(passed[0], total[0])};
}

/// Whether a plot shows both points separately.
bool is_visible_step(RocPoint const& from, RocPoint const& to) {
    constexpr double smallest_step = 0.003, smallest_ratio = 1.03;
    bool const in_rejection = to.ggf > from.ggf * smallest_ratio && to.vbf > from.vbf + smallest_step / 10;
    return std::abs(to.vbf - from.vbf) > smallest_step || in_rejection;
}

}  // namespace

OperatingPoint operating_point(LabelledScores const& scores, double threshold) {
    auto const passes = [&](std::size_t i) { return is_above(scores.score[i], threshold); };
    auto const both = efficiencies(scores.label, scores.weight, passes);
    return {threshold, both.vbf, both.ggf};
}

ClassEfficiencies efficiencies_of(std::span<std::int8_t const> label, std::span<float const> weight,
                                  std::span<std::uint8_t const> passes) {
    return efficiencies(label, weight, [&](std::size_t i) { return passes[i] != 0; });
}

std::vector<OperatingPoint> thinned(Ranking const& ranking) {
    std::vector<OperatingPoint> result;
    RocPoint kept{0, -1, -1};
    for_each_roc_point(ranking, [&](RocPoint const& point, Tie const& above) {
        bool const is_end = std::isinf(point.threshold);
        if (!is_end && !is_visible_step(kept, point)) return;
        result.push_back({point.threshold, efficiency(above.vbf, ranking.vbf()), efficiency(above.ggf, ranking.ggf())});
        kept = point;
    });
    return result;
}

}  // namespace jetseq::evaluate
