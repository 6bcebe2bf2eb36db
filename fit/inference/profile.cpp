#include "fit/inference/profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "core/math/root.hpp"
#include "fit/likelihood/cholesky.hpp"
#include "fit/likelihood/twice_nll.hpp"

namespace jetseq::fit {
namespace {

/// Tolerance of crossings, in errors.
constexpr double precision = 1e-7;

constexpr int most_doublings = 30;
/// A crossing is searched again if a thorough search finds a profile lower by more than this.
constexpr double lower = 1e-5;
constexpr int most_repeats = 8;
/// Distances, in units of that of the end of an interval, at which a profile is checked for falling again.
constexpr std::array<double, 2> further_out{1.5, 3};
/// Other valleys are searched at every such point of a scan or a contour; of a scan at all points once there are any.
constexpr int search_every = 8;
/// A contour is cut at this many errors from the best fit.
constexpr double farthest_ray = 12;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The distance, at most `reach`, at which `rise_at` is 0; `first` is a guess. If there is none: reach. After the guess
/// comes 1.5 times what a straight line through it predicts; then steps are doubled.
template <class Rise>
double crossing_along(Rise&& rise_at, double at_zero, double first, double reach) {
    auto const rise = [&](double distance) {
        double const value = rise_at(distance);
        return std::fabs(value) < precision ? 0 : value;
    };
    double a = 0, fa = at_zero, b = std::min(first, reach), fb = rise(b);
    for (int n = 0; fb < 0 && b < reach; ++n) {
        if (n == most_doublings) return reach;
        double const line = fb > fa ? 1.5 * -fb * (b - a) / (fb - fa) : INFINITY;
        double const next = n == 0 ? b + std::min(line, b) : 2 * b;
        a = b, fa = fb;
        b = std::min(next, reach), fb = rise(b);
    }
    return fb == 0 ? b : fb < 0 ? reach : root_between(rise, a, fa, b, fb, precision * first);
}

/// The same, searched again if `checked`, the rise after a thorough search, is lower there.
template <class Rise, class Checked>
double checked_crossing(Rise&& rise, Checked&& checked, double at_zero, double first, double reach) {
    for (int n = 0;; ++n) {
        double const distance = crossing_along(rise, at_zero, first, reach);
        if (distance == reach || n == most_repeats || checked(distance) > -lower) return distance;
    }
}

/// A point of a contour and the angle at which it is seen from the best fit.
struct Ray {
    double angle, x, y;
};

/// Angles between neighbours that are further apart than a twelfth of the contour, as they are if it is long and thin.
std::vector<double> between_distant(std::vector<Ray> const& rays) {
    auto const by_x =
        std::minmax_element(rays.begin(), rays.end(), [](Ray const& a, Ray const& b) { return a.x < b.x; });
    auto const by_y =
        std::minmax_element(rays.begin(), rays.end(), [](Ray const& a, Ray const& b) { return a.y < b.y; });
    double const x = (by_x.second->x - by_x.first->x) / 12, y = (by_y.second->y - by_y.first->y) / 12;
    std::vector<double> angles;
    for (std::size_t n = 0; n + 1 < rays.size(); ++n) {
        Ray const &a = rays[n], &b = rays[n + 1];
        if (std::fabs(a.x - b.x) > x || std::fabs(a.y - b.y) > y) angles.push_back((a.angle + b.angle) / 2);
    }
    return angles;
}

}  // namespace

Profile::Profile(Objective& objective, std::vector<Parameter> const& parameters, std::vector<Fixed> always,
                 std::span<double const> start)
    : objective_{objective}, parameters_{parameters}, always_{std::move(always)}, search_{objective, parameters} {
    if (!start.empty()) search_.add_start(start);
    best_ = last_ = search_.search(always_);
    covariance_ = jetseq::fit::covariance(objective, domain_of(parameters, always_), best_.x);
}

double Profile::error(std::size_t parameter) const {
    double const variance = covariance_.matrix[parameter * parameters_.size() + parameter];
    return variance > 0 ? std::sqrt(variance) : none;
}

double Profile::scale(std::size_t parameter) {
    constexpr double least_rise = 0.1;
    constexpr int most_steps = 20;
    double const first = estimated_scale(parameter), value = objective_.value(best_.x);
    auto x = best_.x;
    double scale = first;
    for (int n = 0; n < most_steps; ++n, scale *= 10) {
        x[parameter] = best_.x[parameter] + scale;
        if (!(std::fabs(objective_.value(x) - value) < least_rise)) return scale;
    }
    return first;
}

double Profile::estimated_scale(std::size_t parameter) {
    if (double const known = error(parameter); known > 0) return known;
    std::size_t const n = parameters_.size();
    auto const& x = best_.x;
    std::vector<double> gradient(n), hessian(n * n), step(n);
    objective_.gradient(x, gradient);
    objective_.hessian(x, HessianKind::expected, hessian);
    double const slope = std::fabs(gradient[parameter]);
    gradient[parameter] = 0;  // as if no bound held it
    auto const free = movable(objective_, domain_of(parameters_, always_), x, gradient);
    step[parameter] = 1;
    Cholesky cholesky;
    bool const is_solved = cholesky.decompose(hessian, n, free, 1e-9);
    if (is_solved) cholesky.solve(step);
    double const parabola = is_solved ? std::sqrt(2 * step[parameter]) : 0, line = slope > 0 ? 1 / slope : 0;
    double const scale = parabola > 0 && line > 0 ? std::min(parabola, line) : std::max(parabola, line);
    return scale > 0 && std::isfinite(scale) ? scale : std::max(std::fabs(x[parameter]), 1.0);
}

double Profile::rise(std::span<Fixed const> fixed, Minimum (Search::*fit)(std::span<Fixed const>)) {
    fixed_ = always_;
    fixed_.insert(fixed_.end(), fixed.begin(), fixed.end());
    last_ = (search_.*fit)(fixed_);
    auto const is_free = [&](Fixed const& one) {
        Parameter const& bounds = parameters_[one.parameter];
        return one.value >= bounds.low && one.value <= bounds.high;
    };
    double const noise = 1e-7 + 1e-13 * std::fabs(best_.value);
    if (last_.value < best_.value - noise && std::all_of(fixed.begin(), fixed.end(), is_free)) {
        Minimum const at_fixed = last_;
        search_.add_start(at_fixed.x);
        best_ = search_.search(always_);
        covariance_ = jetseq::fit::covariance(objective_, domain_of(parameters_, always_), best_.x);
        ++replacements_;
        last_ = at_fixed;
    }
    return std::max(0.0, last_.value - best_.value);
}

double Profile::operator()(std::span<Fixed const> fixed) { return rise(fixed, &Search::follow); }
double Profile::checked(std::span<Fixed const> fixed) { return rise(fixed, &Search::search); }

bool is_edge(Parameter const& parameter, Bound bound) noexcept {
    constexpr double lowest_factor = 1e-3;  // of kappa_V; factors of bins begin at 1e-10
    return bound == Bound::low && parameter.constraint != Constraint::normal && parameter.low >= 0 &&
           parameter.low <= lowest_factor;
}

namespace {

/// Whether anything can be measured from the best value of a parameter.
bool is_measured(Profile const& profile, std::size_t parameter) {
    Bound const bound = profile.held(parameter);
    return !profile.covariance().is_flat(parameter) &&
           (bound == Bound::none || is_edge(profile.parameters()[parameter], bound));
}

}  // namespace

ParameterInterval interval(Profile& profile, std::size_t parameter, double crossing) {
    Parameter const& bounds = profile.parameters()[parameter];
    double const height = std::sqrt(crossing);
    return from_best(profile, [&]() -> ParameterInterval {
        double const value = profile.best().x[parameter], step = profile.scale(parameter) * height;
        if (!is_measured(profile, parameter)) return {value, none, none};
        std::vector<double> again;
        auto const side = [&](double sign) {
            double const reach = sign < 0 ? value - bounds.low : bounds.high - value;
            if (reach <= 0) return 0.0;
            Fixed at{parameter, value};
            auto const rise = [&](double distance) {
                at.value = value + sign * distance;
                return std::sqrt(profile({&at, 1})) - height;
            };
            auto const checked = [&](double distance) {
                at.value = value + sign * distance;
                return std::sqrt(profile.checked({&at, 1})) - height;
            };
            double const distance = checked_crossing(rise, checked, -height, step, reach);
            for (double const factor : further_out) {
                if (factor * distance >= reach || checked(factor * distance) > -lower) continue;
                again.push_back(value + sign * factor * distance);
                break;
            }
            return distance;
        };
        ParameterInterval result{value, value - side(-1), value + side(1)};
        result.again = std::move(again);
        result.low_is_bound = std::isfinite(bounds.low) && result.low <= bounds.low;
        result.high_is_bound = std::isfinite(bounds.high) && result.high >= bounds.high;
        return result;
    });
}

namespace {

/// The parameter that differs most between two minima in different valleys.
std::optional<Exchange> exchange_between(Profile const& profile, double middle, std::vector<double> const& before,
                                         std::vector<double> const& after) {
    constexpr double jump = 0.5;  // of a width; scans have steps of a tenth of an error
    std::optional<Exchange> result;
    double largest = jump;
    for (std::size_t p = 0; p < before.size(); ++p) {
        Parameter const& parameter = profile.parameters()[p];
        if (parameter.constraint != Constraint::normal) continue;
        double const difference = std::fabs(after[p] - before[p]) / parameter.width;
        if (difference > largest) largest = difference, result = Exchange{middle, parameter.name, before[p], after[p]};
    }
    return result;
}

}  // namespace

Scan scan(Profile& profile, std::size_t parameter, double low, double high, int points) {
    auto const sweep = [&](bool all) {
        std::vector<ScanPoint> result;
        std::vector<std::vector<double>> minima;
        for (int n = 0; n < points; ++n) {
            Fixed const at{parameter, low + (high - low) * n / (points - 1)};
            bool const is_searched = all || n % search_every == 0 || n + 1 == points;
            double const rise = is_searched ? profile.checked({&at, 1}) : profile({&at, 1});
            result.push_back({at.value, rise}), minima.push_back(profile.last().x);
        }
        Scan scan{std::move(result), {}};
        for (std::size_t n = 1; n < minima.size(); ++n) {
            double const middle = (scan.points[n - 1].x + scan.points[n].x) / 2;
            auto exchange = exchange_between(profile, middle, minima[n - 1], minima[n]);
            if (exchange) scan.exchanges.push_back(std::move(*exchange));
        }
        return scan;
    };
    return from_best(profile, [&] {
        if (profile.search().valleys() > 1) return sweep(true);
        auto result = sweep(false);
        return profile.search().valleys() > 1 ? sweep(true) : result;
    });
}

bool is_open(Profile& profile, std::size_t x, std::size_t y, Contour const& line) {
    double const x0 = profile.best().x[x], y0 = profile.best().x[y], dx = profile.scale(x), dy = profile.scale(y);
    return std::any_of(line.begin(), line.end(), [&](auto const& point) {
        return std::hypot((point.first - x0) / dx, (point.second - y0) / dy) > 0.999 * farthest_ray;
    });
}

Contour contour(Profile& profile, std::size_t x, std::size_t y, double crossing, int points) {
    double const height = std::sqrt(crossing);
    auto const room = [](double at, double step, Parameter const& bounds) {
        return step > 0 ? (bounds.high - at) / step : step < 0 ? (bounds.low - at) / step : INFINITY;
    };
    int count = 0;
    double guess = height;  // the distance along the previous ray, its neighbour
    auto const ray = [&](double angle) {
        double const x0 = profile.best().x[x], y0 = profile.best().x[y];
        double const step_x = profile.scale(x) * std::cos(angle), step_y = profile.scale(y) * std::sin(angle);
        double const reach = std::min(
            {farthest_ray, room(x0, step_x, profile.parameters()[x]), room(y0, step_y, profile.parameters()[y])});
        auto const at = [&](double distance) {
            return std::array<Fixed, 2>{{{x, x0 + distance * step_x}, {y, y0 + distance * step_y}}};
        };
        auto const rise = [&](double distance) { return std::sqrt(profile(at(distance))) - height; };
        bool const is_searched = count++ % search_every == 0;
        auto const checked = [&](double distance) {
            return is_searched ? std::sqrt(profile.checked(at(distance))) - height : 0;
        };
        double const distance = reach > 0 ? checked_crossing(rise, checked, -height, guess, reach) : 0;
        guess = std::max(distance, height / 8);  // a bound may have cut this ray short
        return Ray{angle, x0 + distance * step_x, y0 + distance * step_y};
    };
    return from_best(profile, [&]() -> Contour {
        if (!is_measured(profile, x) || !is_measured(profile, y)) return {};
        std::vector<Ray> rays;
        for (int n = 0; n <= points; ++n) rays.push_back(ray(2 * std::numbers::pi * n / points));
        for (int pass = 0; pass < 5; ++pass) {
            for (double const angle : between_distant(rays)) rays.push_back(ray(angle));
            std::sort(rays.begin(), rays.end(), [](Ray const& a, Ray const& b) { return a.angle < b.angle; });
        }
        Contour line;
        for (std::size_t n = 0; n + 1 < rays.size(); ++n)
            line.emplace_back(rays[n].x, rays[n].y);  // the last is the first
        return line;
    });
}

std::vector<Impact> impacts(Likelihood const& likelihood, Data const& data, FitResult const& best, std::size_t poi) {
    TwiceNll nll{likelihood, data};
    auto parameters = likelihood.parameters();
    parameters[poi].low = -INFINITY, parameters[poi].high = INFINITY;
    Profile profile{nll, parameters, {}, best.minimum.x};
    return from_best(profile, [&] {
        std::vector<Impact> result;
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            FittedParameter const& fitted = best.parameters[p];
            if (p == poi || !fitted.pull || !std::isfinite(fitted.error) || !std::isfinite(profile.error(p))) continue;
            auto const shift = [&](double sign) {
                double const to = profile.best().x[p] + sign * profile.error(p);
                Fixed const at{p, std::clamp(to, parameters[p].low, parameters[p].high)};
                profile.checked({&at, 1});
                return profile.last().x[poi] - profile.best().x[poi];
            };
            double const down = shift(-1), up = shift(1);
            result.push_back({fitted.name, *fitted.pull, *fitted.constraint, down, up});
        }
        auto const size = [](Impact const& i) { return std::max(std::fabs(i.low), std::fabs(i.high)); };
        std::stable_sort(result.begin(), result.end(),
                         [&](Impact const& a, Impact const& b) { return size(a) > size(b); });
        return result;
    });
}

}  // namespace jetseq::fit
