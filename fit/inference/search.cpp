#include "fit/inference/search.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text/number_text.hpp"
#include "fit/likelihood/cholesky.hpp"

namespace jetseq::fit {
namespace {

/// Values that differ by less belong to the same minimum.
constexpr double same_value = 1e-7;
/// Valleys are apart if a parameter differs by this fraction of its width.
constexpr double apart = 0.1;
constexpr std::size_t most_valleys = 8;
/// A valley further above the lowest than this is not followed.
constexpr double too_high = 100;
/// There may be another valley if -2 ln L has risen by less than this fraction of what its parabola predicts.
constexpr double suspicious_rise = 0.8;
/// Others are searched from valleys up to this far above the lowest.
constexpr double neighbour_height = 10;

/// Values of a parameter at which another valley is searched.
std::vector<double> probes_of(Parameter const& parameter, double at) {
    std::vector<double> probes;
    if (parameter.constraint == Constraint::normal) {
        for (double const pull : {-3.0, -2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0, 3.0}) {
            probes.push_back(parameter.auxiliary + pull * parameter.width);
        }
        probes.push_back(2 * parameter.auxiliary - at);
    } else {
        for (double const part : {0.1, 0.4, 0.7, 1.5, 2.5, 5.0}) probes.push_back(part * at);
    }
    std::erase_if(probes, [&](double probe) {
        double const least = parameter.constraint == Constraint::normal ? 0.3 * parameter.width : 0;
        return std::fabs(probe - at) <= least || probe < parameter.low || probe > parameter.high;
    });
    return probes;
}

}  // namespace

Minimum fit(Objective& objective, std::vector<Parameter> const& parameters, std::span<Fixed const> fixed,
            std::span<double const> start, MinimiserOptions const& options) {
    Minimum minimum = minimise(objective, domain_of(parameters, fixed, start), options);
    if (!minimum.is_converged && !minimum.is_given_up && !start.empty()) {
        minimum = minimise(objective, domain_of(parameters, fixed), options);
    }
    if (!minimum.is_converged && !minimum.is_given_up) {
        throw Error{"the fit did not converge (-2 ln L stands at " + significant(minimum.value, 9) + " after " +
                    std::to_string(minimum.iterations) +
                    " steps). Look for parameters that nothing constrains, and for bins without expectation"};
    }
    return minimum;
}

Search::Search(Objective& objective, std::vector<Parameter> const& parameters)
    : objective_{objective}, parameters_{parameters} {}

void Search::add_start(std::span<double const> x) { valleys_.push_back({{x.begin(), x.end()}, INFINITY}); }

std::vector<std::vector<double>> Search::starts() const {
    std::vector<std::vector<double>> result;
    for (auto const& valley : valleys_) result.push_back(valley.x);
    return result;
}

bool Search::are_apart(std::span<double const> a, std::span<double const> b) const {
    auto const& bent = objective_.bent_parameters();
    return std::any_of(bent.begin(), bent.end(), [&](std::size_t p) {
        Parameter const& parameter = parameters_[p];
        double const unit = parameter.constraint == Constraint::normal
                                ? parameter.width
                                : std::max({std::fabs(a[p]), std::fabs(b[p]), 1e-300});
        return std::fabs(a[p] - b[p]) > apart * unit;
    });
}

/// Replaces the valley that leads to the same place, or adds one.
void Search::keep(Minimum const& minimum) {
    auto const same = std::find_if(valleys_.begin(), valleys_.end(),
                                   [&](Valley const& valley) { return !are_apart(valley.x, minimum.x); });
    if (same == valleys_.end()) {
        valleys_.push_back({minimum.x, minimum.value});
    } else if (minimum.value < same->value) {
        *same = {minimum.x, minimum.value};
    }
    std::stable_sort(valleys_.begin(), valleys_.end(), [](auto const& a, auto const& b) { return a.value < b.value; });
    if (valleys_.size() > most_valleys) valleys_.pop_back();
}

/// Keeps a start whose valley does not reach the present point: it may begin again further on.
void Search::remember(std::vector<double> const& x) {
    auto const is_near = [&](Valley const& valley) { return !are_apart(valley.x, x); };
    if (valleys_.size() < most_valleys && std::none_of(valleys_.begin(), valleys_.end(), is_near)) {
        valleys_.push_back({x, INFINITY});
    }
}

/// Replaces `best` if a search from `start` ends lower; returns whether it does.
bool Search::try_from(std::span<double const> start, std::span<Fixed const> fixed, Minimum& best) {
    MinimiserOptions options;
    options.known = best.is_converged ? best.value : INFINITY;
    Minimum const minimum = minimise(objective_, domain_of(parameters_, fixed, start), options);
    if (!minimum.is_converged && !minimum.is_given_up) return false;
    if (!best.is_converged || minimum.value < best.value + too_high) keep(minimum);
    if (!minimum.is_converged || (best.is_converged && minimum.value >= best.value - same_value)) return false;
    best = minimum;
    return true;
}

Minimum Search::follow(std::span<Fixed const> fixed) {
    auto const before = std::move(valleys_);
    valleys_.clear();
    Minimum best;
    for (auto const& valley : before) try_from(valley.x, fixed, best);
    if (!best.is_converged) {
        valleys_ = before;  // kept if this fails, too
        best = fit(objective_, parameters_, fixed);
        valleys_.clear();
        keep(best);
    }
    for (auto const& valley : before) remember(valley.x);
    return best;
}

Minimum Search::search(std::span<Fixed const> fixed) {
    Minimum best = follow(fixed);
    try_from(domain_of(parameters_).start, fixed, best);
    std::vector<std::vector<double>> seen;
    auto const is_new = [&](Valley const& valley) {
        bool const is_near = valley.value < best.value + neighbour_height;
        return is_near && std::all_of(seen.begin(), seen.end(), [&](auto const& x) { return are_apart(x, valley.x); });
    };
    while (seen.size() < most_valleys) {
        auto const next = std::find_if(valleys_.begin(), valleys_.end(), is_new);
        if (next == valleys_.end()) break;
        seen.push_back(next->x);
        for (auto const& start : beyond_humps(seen.back(), fixed)) try_from(start, fixed, best);
    }
    return best;
}

/// Starts in possible other valleys: on either side along each bent parameter the point with the least rise relative to
/// the parabola of -2 ln L at `x`. The other parameters move as the parabola predicts, or stay, which is better if the
/// effect is the same up and down.
std::vector<std::vector<double>> Search::beyond_humps(std::span<double const> x, std::span<Fixed const> fixed) {
    Domain const domain = domain_of(parameters_, fixed, x);
    std::size_t const n = x.size();
    std::vector<double> gradient(n), hessian(n * n), step(n), trial(x.begin(), x.end());
    double const value = objective_.gradient(x, gradient);
    objective_.hessian(x, HessianKind::exact, hessian);
    auto const free = movable(objective_, domain, x, gradient);
    std::vector<bool> moves(n, false);
    for (auto const p : free) moves[p] = true;
    Cholesky cholesky;
    if (!cholesky.decompose(hessian, n, free, 1e-6)) {
        objective_.hessian(x, HessianKind::expected, hessian);
        if (!cholesky.decompose(hessian, n, free, 1e-6)) return {};
    }
    std::vector<std::vector<double>> starts;
    for (auto const p : objective_.bent_parameters()) {
        if (!moves[p]) continue;
        std::fill(step.begin(), step.end(), 0.0);
        step[p] = 1;
        cholesky.solve(step);
        double const variance = 2 * step[p];
        if (!(variance > 0)) continue;
        std::vector<double> found[2];
        double least[2] = {suspicious_rise, suspicious_rise};
        for (double const probe : probes_of(parameters_[p], x[p])) {
            double const parabola = (probe - x[p]) * (probe - x[p]) / variance;
            std::size_t const side = probe > x[p] ? 1 : 0;
            for (double const length : {(probe - x[p]) / step[p], 0.0}) {
                for (auto const q : free) trial[q] = std::clamp(x[q] + length * step[q], domain.low[q], domain.high[q]);
                trial[p] = probe;
                double const part = (objective_.value(trial) - value) / parabola;
                if (part < least[side]) least[side] = part, found[side] = trial;
            }
        }
        for (auto& start : found) {
            if (!start.empty()) starts.push_back(std::move(start));
        }
    }
    return starts;
}

}  // namespace jetseq::fit
