#include "jetseq/fit/profile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "jetseq/fit/root.hpp"

namespace jetseq::fit {
namespace {

/// Crossings are found to this part of an error.
constexpr double precision = 1e-7;

/// How far along a direction `reach` allows to go until `rise` is 0; `first` is a guess. Where it never is: reach.
template <class Rise>
double crossing_along(Rise&& rise, double at_zero, double first, double reach) {
    double a = 0, fa = at_zero, b = std::min(first, reach), fb = rise(b);
    while (fb < 0 && b < reach) {
        a = b, fa = fb;
        b = std::min(2 * b, reach), fb = rise(b);
    }
    return fb < 0 ? reach : root_between(rise, a, fa, b, fb, precision * first);
}

/// A point of a contour and the angle at which it is seen from the best fit.
struct Ray {
    double angle, x, y;
};

/// Angles between neighbours that are further apart than a twelfth of the contour, as where it is long and thin.
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

Profile::Profile(Objective& objective, std::vector<Parameter> const& parameters, std::vector<Fixed> always)
    : objective_{objective},
      parameters_{parameters},
      always_{std::move(always)},
      best_{fit(objective, parameters, always_)},
      last_{best_},
      covariance_{jetseq::fit::covariance(objective, domain_of(parameters, always_), best_.x)} {}

double Profile::error(std::size_t parameter) const {
    double const variance = covariance_[parameter * parameters_.size() + parameter];
    return variance > 0 ? std::sqrt(variance) : (parameters_[parameter].high - parameters_[parameter].low) / 10;
}

double Profile::operator()(std::span<Fixed const> fixed) {
    fixed_ = always_;
    fixed_.insert(fixed_.end(), fixed.begin(), fixed.end());
    last_ = fit(objective_, parameters_, fixed_, last_.x);
    return std::max(0.0, last_.value - best_.value);
}

Interval interval(Profile& profile, std::size_t parameter, double crossing) {
    double const value = profile.best().x[parameter], step = profile.error(parameter) * std::sqrt(crossing);
    Parameter const& bounds = profile.parameters()[parameter];
    auto const side = [&](double sign) {
        double const reach = sign < 0 ? value - bounds.low : bounds.high - value;
        if (reach <= 0) return 0.0;
        auto const rise = [&](double distance) {
            Fixed const at{parameter, value + sign * distance};
            return std::sqrt(profile({&at, 1})) - std::sqrt(crossing);
        };
        return crossing_along(rise, -std::sqrt(crossing), step, reach);
    };
    Interval result{value, value - side(-1), value + side(1)};
    result.low_is_bound = result.low <= bounds.low, result.high_is_bound = result.high >= bounds.high;
    return result;
}

std::vector<ScanPoint> scan(Profile& profile, std::size_t parameter, double low, double high, int points) {
    std::vector<ScanPoint> result;
    for (int n = 0; n < points; ++n) {
        Fixed const at{parameter, low + (high - low) * n / (points - 1)};
        result.push_back({at.value, profile({&at, 1})});
    }
    return result;
}

Contour contour(Profile& profile, std::size_t x, std::size_t y, double crossing, int points) {
    double const x0 = profile.best().x[x], y0 = profile.best().x[y];
    double const dx = profile.error(x), dy = profile.error(y);
    auto const room = [](double at, double step, Parameter const& bounds) {
        return step > 0 ? (bounds.high - at) / step : step < 0 ? (bounds.low - at) / step : INFINITY;
    };
    auto const ray = [&](double angle) {
        double const step_x = dx * std::cos(angle), step_y = dy * std::sin(angle);
        double const reach =
            std::min(room(x0, step_x, profile.parameters()[x]), room(y0, step_y, profile.parameters()[y]));
        auto const rise = [&](double distance) {
            Fixed const at[]{{x, x0 + distance * step_x}, {y, y0 + distance * step_y}};
            return std::sqrt(profile(at)) - std::sqrt(crossing);
        };
        double const distance = reach > 0 ? crossing_along(rise, -std::sqrt(crossing), std::sqrt(crossing), reach) : 0;
        return Ray{angle, x0 + distance * step_x, y0 + distance * step_y};
    };
    std::vector<Ray> rays;
    for (int n = 0; n <= points; ++n) rays.push_back(ray(2 * std::numbers::pi * n / points));
    for (int pass = 0; pass < 5; ++pass) {
        for (double const angle : between_distant(rays)) rays.push_back(ray(angle));
        std::sort(rays.begin(), rays.end(), [](Ray const& a, Ray const& b) { return a.angle < b.angle; });
    }
    Contour line;
    for (std::size_t n = 0; n + 1 < rays.size(); ++n) line.emplace_back(rays[n].x, rays[n].y);  // the last is the first
    return line;
}

std::vector<Impact> impacts(Likelihood const& likelihood, Data const& data, FitResult const& best, std::size_t poi) {
    TwiceNll nll{likelihood, data};
    auto const& parameters = likelihood.parameters();
    std::vector<Impact> result;
    for (std::size_t p = 0; p < parameters.size(); ++p) {
        FittedParameter const& fitted = best.parameters[p];
        if (p == poi || !fitted.pull || !std::isfinite(fitted.error)) continue;
        auto const shift = [&](double sign) {
            Fixed const at{p, std::clamp(fitted.value + sign * fitted.error, parameters[p].low, parameters[p].high)};
            return fit(nll, parameters, {&at, 1}, best.minimum.x).x[poi] - best.minimum.x[poi];
        };
        result.push_back({fitted.name, *fitted.pull, *fitted.constraint, shift(-1), shift(1)});
    }
    auto const size = [](Impact const& impact) { return std::max(std::fabs(impact.low), std::fabs(impact.high)); };
    std::stable_sort(result.begin(), result.end(), [&](Impact const& a, Impact const& b) { return size(a) > size(b); });
    return result;
}

}  // namespace jetseq::fit
