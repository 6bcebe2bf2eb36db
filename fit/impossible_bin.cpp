#include "jetseq/fit/impossible_bin.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "jetseq/fit/bin_term.hpp"

namespace jetseq::fit {
namespace {

std::string text(double value) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.4g", value);
    return digits;
}

std::string place_of(Likelihood const& likelihood, std::size_t bin) {
    for (auto const& channel : likelihood.channels()) {
        if (bin < channel.first + channel.count) {
            return "channel '" + channel.name + "', bin " + std::to_string(bin - channel.first);
        }
    }
    return "bin " + std::to_string(bin);
}

/// The parameter without whose move from its start the bin would expect most.
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
            words = ", taken there by '" + parameter.name + "' = " + text(x[p]) + " (with " + text(parameter.start) +
                    " it would expect " + text(yield) + ")";
        }
        y[p] = x[p];
    }
    return words;
}

/// The bin with the least expectation among those for which `is_bad`(events seen, expectation).
template <class Predicate>
std::optional<std::size_t> worst_bin(std::vector<double> const& nu, Data const& data, Predicate&& is_bad) {
    std::optional<std::size_t> worst;
    for (std::size_t b = 0; b < nu.size(); ++b) {
        if (is_bad(data.bins[b], nu[b]) && (!worst || nu[b] < nu[*worst])) worst = b;
    }
    return worst;
}

std::string described(Likelihood const& likelihood, std::size_t bin, std::span<double const> x) {
    return place_of(likelihood, bin) + mover(likelihood, bin, x);
}

}  // namespace

std::optional<std::string> impossible_bin(Likelihood const& likelihood, Data const& data, std::span<double const> x) {
    auto const is_bad = [](double n, double nu) { return n > 0 && nu < smallest_yield(n); };
    auto const bin = worst_bin(likelihood.expected(x), data, is_bad);
    if (!bin) return {};
    return described(likelihood, *bin, x);
}

std::optional<std::string> bin_at_zero(Likelihood const& likelihood, Data const& data, std::span<double const> x,
                                       double depth) {
    auto const is_bad = [depth](double n, double nu) { return !(n > 0) && nu < -depth; };
    auto const bin = worst_bin(likelihood.expected(x), data, is_bad);
    if (!bin) return {};
    return described(likelihood, *bin, x);
}

}  // namespace jetseq::fit
