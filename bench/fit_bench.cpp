// Fits a pyhf workspace from its nominal parameters, many times; `bench/fit_bench.py` compares it with pyhf.
//   bench_fit WORKSPACE.json [ROUNDS]      prints one line of JSON: times in seconds, and the minimum
#include <algorithm>
#include <ctime>
#include <exception>
#include <iostream>

#include "fit/inference/best_fit.hpp"
#include "fit/likelihood/twice_nll.hpp"
#include "fit/workspace/workspace_read.hpp"

using namespace jetseq;

namespace {

/// Processor time, which a busy machine hardly changes; everything here runs on one thread.
template <class Work>
double seconds(Work&& work) {
    std::clock_t const start = std::clock();
    work();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

Json timed(std::vector<double> times) {
    std::sort(times.begin(), times.end());
    return {{"least", times.front()}, {"median", times[times.size() / 2]}};
}

}  // namespace

int main(int argc, char** argv) try {
    int const rounds = argc > 2 ? std::stoi(argv[2]) : 20;
    fit::Workspace workspace;
    double const reading = seconds([&] { workspace = fit::read_workspace(argv[1]); });
    fit::Likelihood const likelihood{workspace, fit::measurement_of(workspace, "")};
    fit::Minimum minimum;
    std::vector<double> newton, nlopt, errors, gradients, hessians;
    fit::TwiceNll nll{likelihood, likelihood.observed()};
    std::vector<double> gradient(nll.size()), hessian(nll.size() * nll.size());
    auto const& parameters = likelihood.parameters();
    for (int n = 0; n < rounds; ++n) {
        newton.push_back(seconds([&] {  // from the workspace to the minimum
            fit::Likelihood const built{workspace, fit::measurement_of(workspace, "")};
            fit::TwiceNll function{built, built.observed()};
            minimum = fit::fit(function, built.parameters());
        }));
        errors.push_back(seconds([&] { fit::covariance(nll, fit::domain_of(parameters), minimum.x); }));
        gradients.push_back(seconds([&] { nll.gradient(minimum.x, gradient); }));
        hessians.push_back(seconds([&] { nll.hessian(minimum.x, fit::HessianKind::exact, hessian); }));
    }
    fit::Minimum other;
    nlopt.push_back(seconds([&] { other = fit::minimise(nll, fit::domain_of(parameters), {fit::Algorithm::lbfgs}); }));
    Json json{{"parameters", parameters.size()},  {"value", minimum.value},
              {"iterations", minimum.iterations}, {"fit", timed(newton)},
              {"covariance", timed(errors)},      {"gradient", timed(gradients)},
              {"hessian", timed(hessians)},       {"nlopt_lbfgs", timed(nlopt)},
              {"nlopt_lbfgs_value", other.value}, {"reading", reading}};
    for (std::size_t p = 0; p < parameters.size(); ++p) json["best"][parameters[p].name] = minimum.x[p];
    std::cout << json.dump() << '\n';
    return 0;
} catch (std::exception const& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
