// Prints the results of our fit of a pyhf workspace as JSON, for tests that compare them with pyhf.
//   fit_peer WORKSPACE [STRENGTH]     STRENGTH: at which CLs is computed, 1 by default
//   fit_peer --profile WORKSPACE...   an array with limits, the profile and single fits of each workspace
#include <chrono>
#include <cmath>
#include <exception>
#include <iostream>

#include "core/error.hpp"
#include "fit/inference/hypothesis.hpp"
#include "fit/workspace/workspace_read.hpp"

using namespace jetseq;
using namespace jetseq::fit;

namespace {

Json describe(Likelihood const& likelihood) {
    Json parameters = Json::array();
    for (auto const& p : likelihood.parameters()) {
        parameters.push_back({{"name", p.name}, {"start", p.start}, {"fixed", p.is_fixed}, {"auxiliary", p.auxiliary}});
    }
    return parameters;
}

/// Value, gradient and Hessian away from the minimum.
Json derivatives(Likelihood const& likelihood) {
    auto x = likelihood.starts();
    for (std::size_t p = 0; p < x.size(); ++p) {
        if (!likelihood.parameters()[p].is_fixed) x[p] += 0.01 * (static_cast<double>(p % 7) - 2.5);
    }
    TwiceNll nll{likelihood, likelihood.observed()};
    std::vector<double> gradient(x.size());
    double const value = nll.gradient(x, gradient);
    return {{"x", x}, {"value", value}, {"gradient", gradient}, {"expected", likelihood.expected(x)}};
}

Json best(Likelihood const& likelihood) {
    auto const result = best_fit(likelihood, likelihood.observed());
    Json json{{"value", result.minimum.value}, {"iterations", result.minimum.iterations}};
    for (auto const& p : result.parameters) json["parameters"][p.name] = {p.value, p.error};
    auto const quality = goodness_of_fit(likelihood, likelihood.observed(), result);
    json["goodness"] = {quality.statistic, quality.degrees_of_freedom, quality.p_value};
    return json;
}

Json minos(Likelihood const& likelihood) {
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    auto const result = interval(profile, *likelihood.parameter_of_interest());
    return Json::array({result.low, result.high});
}

Json tests(Likelihood const& likelihood, double strength) {
    HypothesisTest test{likelihood, likelihood.observed()};
    auto const levels = test.levels(strength);
    auto const limit = test.upper_limit();
    auto const discovery = test.discovery();
    return {{"levels", {levels.signal_and_background, levels.background, levels.cls}},
            {"expected_levels", levels.expected},
            {"limit", limit.observed},
            {"expected_limits", limit.expected},
            {"p0", discovery.p_value},
            {"expected_p0", discovery.expected_p_value}};
}

Json minimum_json(Minimum const& minimum) { return {{"value", minimum.value}, {"x", minimum.x}}; }

/// The profile at some strengths from 0 to beyond the limit, one after the other and as single fits.
Json points_of(Profile& profile, TwiceNll& nll, std::size_t poi, double high) {
    int const points = 7;
    Json result = Json::array();
    auto const along = scan(profile, poi, 0, high, points);
    for (auto const& [x, rise] : along.points) {
        Fixed const at{poi, x};
        auto const cold = Search{nll, profile.parameters()}.search({&at, 1});
        auto const nominal = minimise(nll, domain_of(profile.parameters(), {&at, 1}));
        result.push_back({{"strength", x},
                          {"profile", profile.best().value + rise},
                          {"cold", cold.value},
                          {"nominal", nominal.is_converged ? Json(nominal.value) : Json(nullptr)}});
    }
    return result;
}

/// The fits behind a limit: the best fit, and fits at 0 and around the limit, of data and of Asimov data.
Json profile_json(Likelihood const& likelihood) {
    std::size_t const poi = *likelihood.parameter_of_interest();
    auto parameters = likelihood.parameters();
    parameters[poi].low = 0, parameters[poi].high = INFINITY;
    HypothesisTest test{likelihood, likelihood.observed()};
    auto const limit = test.upper_limit();
    if (!limit.notes.empty()) throw Error{limit.notes.front()};
    auto const discovery = test.discovery();
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, parameters};
    Json json{{"limit", limit.observed}, {"expected", limit.expected[2]}, {"significance", discovery.significance}};
    for (auto const& p : parameters) json["names"].push_back(p.name);
    json["points"] = points_of(profile, nll, poi, 1.3 * std::max(limit.observed, profile.best().x[poi]));
    auto const at = [&](Profile& of, double strength) {
        Fixed const fixed{poi, strength};
        of.checked({&fixed, 1});
        return minimum_json(of.last());
    };
    json["nothing"] = at(profile, 0);
    Data const asimov = likelihood.asimov(profile.last().x);
    TwiceNll asimov_nll{likelihood, asimov};
    Profile asimov_profile{asimov_nll, parameters, {}, profile.last().x};
    for (double const part : {0.999, 1.001}) {
        json["observed_around"].push_back(at(profile, part * limit.observed));
        json["asimov_around"].push_back(at(asimov_profile, part * limit.observed));
        json["expected_around"].push_back(at(asimov_profile, part * limit.expected[2]));
    }
    json["best"] = minimum_json(profile.best());
    return json;
}

Json profiles(int count, char** paths) {
    Json all = Json::array();
    for (int n = 0; n < count; ++n) {
        try {
            auto const workspace = read_workspace(paths[n]);
            all.push_back(profile_json({workspace, measurement_of(workspace, "")}));
        } catch (std::exception const& error) {
            all.push_back({{"error", error.what()}});
        }
    }
    return all;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc > 2 && std::string{argv[1]} == "--profile") {
        std::cout << profiles(argc - 2, argv + 2).dump(1) << '\n';
        return 0;
    }
    auto const workspace = read_workspace(argv[1]);
    Likelihood const likelihood{workspace, measurement_of(workspace, "")};
    Json json{{"parameters", describe(likelihood)}, {"at", derivatives(likelihood)}};
    auto const start = std::chrono::steady_clock::now();
    json["fit"] = best(likelihood);
    json["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (likelihood.parameter_of_interest()) {
        json["minos"] = minos(likelihood);
        json["tests"] = tests(likelihood, argc > 2 ? std::stod(argv[2]) : 1);
    }
    std::cout << json.dump(1) << '\n';
    return 0;
} catch (std::exception const& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
