#include "evaluate/metrics/working_points.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/error.hpp"
#include "core/math/asimov_significance.hpp"
#include "evaluate/metrics/roc.hpp"

namespace jetseq::evaluate {
namespace {

constexpr double fewest_background = 10;  // effective events

double at_vbf(Roc const& roc, double efficiency) {
    for (auto const& point : roc.points) {
        if (point.vbf >= efficiency) return point.threshold;
    }
    return roc.points.back().threshold;
}

double of_best_significance(Roc const& roc, Aim const& aim) {
    double best = -1, threshold = std::nan("");
    for (auto const& point : roc.points) {
        if (point.ggf * roc.ggf.effective_events() < fewest_background) continue;
        double const z = asimov_significance(aim.signal * point.vbf, aim.background * point.ggf);
        if (z > best) best = z, threshold = point.threshold;
    }
    return threshold;
}

}  // namespace

Aim aim_of(std::string const& text) {
    Aim aim;
    char rest = 0;
    // NOLINTBEGIN(cert-err34-c): the range of each number is checked
    if (std::sscanf(text.c_str(), "significance:%lf/%lf%c", &aim.signal, &aim.background, &rest) == 2) {
        aim.kind = Aim::Kind::significance;
        if (aim.signal > 0 && aim.background > 0) return aim;
    } else if (std::sscanf(text.c_str(), "vbf:%lf%c", &aim.efficiency, &rest) == 1) {
        if (aim.efficiency > 0 && aim.efficiency < 1) return aim;
    } else if (std::sscanf(text.c_str(), "ggf:%lf%c", &aim.efficiency, &rest) == 1) {
        aim.kind = Aim::Kind::ggf_efficiency;
        if (aim.efficiency > 0 && aim.efficiency < 1) return aim;
    }
    // NOLINTEND(cert-err34-c)
    throw Error{"'" + text +
                "' is not an aim of a working point. Try vbf:0.7, ggf:0.05 or "
                "significance:SIGNAL/BACKGROUND"};
}

double chosen_threshold(LabelledScores const& scores, Aim const& aim) {
    auto const roc = roc_curve(scores);
    if (roc.points.empty()) {
        bool const has_vbf = std::count(scores.label.begin(), scores.label.end(), 1) > 0;
        bool const has_both =
            has_vbf && std::any_of(scores.label.begin(), scores.label.end(), [](auto l) { return l != 1; });
        throw Error{std::string{"a working point can't be chosen without events of both classes"} +
                    (has_both ? " (the sum of the weights of one is not positive). Give events with weights"
                              : ". Give the validation part")};
    }
    double const threshold = aim.kind == Aim::Kind::significance     ? of_best_significance(roc, aim)
                             : aim.kind == Aim::Kind::ggf_efficiency ? threshold_at_ggf(roc, aim.efficiency)
                                                                     : at_vbf(roc, aim.efficiency);
    if (std::isfinite(threshold)) return threshold;
    bool const is_one_score = roc.points.size() == 2 && aim.kind != Aim::Kind::significance;
    throw Error{std::string{"no threshold meets the aim of a working point ("} +
                (is_one_score ? "all scores are the same). Give events with different scores; those without jets have "
                                "one and the same"
                              : "too few events). Give more events")};
}

}  // namespace jetseq::evaluate
