// Prints what our fit makes of a pyhf workspace, as JSON, for tests and benchmarks that compare it with pyhf.
//   fit_peer WORKSPACE [STRENGTH]     STRENGTH: for which CLs is asked, 1 otherwise
#include <chrono>
#include <exception>
#include <iostream>

#include "jetseq/fit/hypothesis.hpp"
#include "jetseq/fit/workspace_file.hpp"

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

}  // namespace

int main(int argc, char** argv) try {
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
