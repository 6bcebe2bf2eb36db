#include "simulate/detector/substructure.hpp"

#include <cmath>
#include <cstddef>

namespace jetseq::simulate {
namespace {

constexpr double pi = 3.141592653589793;

double distance(Constituent const& a, Constituent const& b) {
    double const between = std::fabs(a.phi - b.phi);
    return std::hypot(a.rapidity - b.rapidity, between > pi ? 2 * pi - between : between);
}

/// Sum of a[i] * b[i] for i in [first, size), in four strands for speed.
double dot(double const* a, double const* b, std::size_t first, std::size_t size) {
    double sums[4] = {0, 0, 0, 0};
    std::size_t i = first;
    for (; i + 4 <= size; i += 4) {
        for (std::size_t strand = 0; strand < 4; ++strand) sums[strand] += a[i + strand] * b[i + strand];
    }
    for (; i < size; ++i) sums[0] += a[i] * b[i];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// sqrt(pt_i pt_j) R_ij, [n, n]: its products around a triangle are the terms of e3.
std::vector<double> bonds(std::vector<Constituent> const& constituents) {
    std::size_t const n = constituents.size();
    std::vector<double> result(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) {
            double const weight = std::sqrt(constituents[i].pt * constituents[j].pt);
            result[i * n + j] = result[j * n + i] = weight * distance(constituents[i], constituents[j]);
        }
    }
    return result;
}

}  // namespace

double d2(std::vector<Constituent> const& constituents) {
    std::size_t const n = constituents.size();
    auto const bond = bonds(constituents);
    double pt = 0, pairs = 0, triples = 0;
    for (std::size_t i = 0; i < n; ++i) {
        pt += constituents[i].pt;
        for (std::size_t j = i + 1; j < n; ++j) {
            pairs += bond[i * n + j] * std::sqrt(constituents[i].pt * constituents[j].pt);
            triples += bond[i * n + j] * dot(&bond[i * n], &bond[j * n], j + 1, n);
        }
    }
    return pairs > 0 ? triples * pt * pt * pt / (pairs * pairs * pairs) : 0;
}

}  // namespace jetseq::simulate
