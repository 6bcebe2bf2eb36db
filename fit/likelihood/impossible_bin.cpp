#include "fit/likelihood/impossible_bin.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/text/number_text.hpp"
#include "fit/likelihood/bin_term.hpp"

namespace jetseq::fit {
namespace {

/// The parameter that lowers the bin most: with it at its start, the bin would expect most.
std::string mover(Likelihood const& likelihood, std::size_t bin, std::span<double const> x) {
    std::vector<double> y{x.begin(), x.end()};
    double most = likelihood.expected(x)[bin];
    std::string words;
    for (std::size_t p = 0; p < x.size(); ++p) {
        Parameter const& parameter = likelihood.parameters()[p];
        if (x[p] == parameter.start) continue;
        y[p] = parameter.start;
        double const yield = likelihood.expected(y)[bin];
        if (yield > most) {
            most = yield;
            words = ", taken there by '" + parameter.name + "' = " + significant(x[p], 4) + " (with " +
                    significant(parameter.start, 4) + " it would expect " + significant(yield, 4) + ")";
        }
        y[p] = x[p];
    }
    return words;
}

/// The bin with the least expectation at `x` among those for which `is_bad`(events seen, expectation), in words.
template <class Predicate>
std::optional<std::string> worst_bin(Likelihood const& likelihood, Data const& data, std::span<double const> x,
                                     Predicate&& is_bad) {
    auto const nu = likelihood.expected(x);
    std::optional<std::size_t> worst;
    for (std::size_t b = 0; b < nu.size(); ++b) {
        if (is_bad(data.bins[b], nu[b]) && (!worst || nu[b] < nu[*worst])) worst = b;
    }
    if (!worst) return {};
    return likelihood.name_of_bin(*worst) + mover(likelihood, *worst, x);
}

}  // namespace

std::optional<std::string> impossible_bin(Likelihood const& likelihood, Data const& data, std::span<double const> x) {
    return worst_bin(likelihood, data, x, [](double n, double nu) { return n > 0 && nu < smallest_yield(n); });
}

std::optional<std::string> bin_at_zero(Likelihood const& likelihood, Data const& data, std::span<double const> x,
                                       double depth) {
    return worst_bin(likelihood, data, x, [depth](double n, double nu) { return !(n > 0) && nu < -depth; });
}

}  // namespace jetseq::fit
