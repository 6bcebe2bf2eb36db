#pragma once
#include <span>
#include <vector>

#include "fit/likelihood/objective.hpp"
#include "fit/likelihood/parameter.hpp"

namespace jetseq::fit {

/// A parameter held at a value.
struct Fixed {
    std::size_t parameter;
    double value;
};

/// The domain in which a minimum is searched. Bounds may be infinite.
struct Domain {
    std::vector<double> start, low, high;
    std::vector<bool> is_fixed;  ///< at its start
};

/// The domain of a likelihood's parameters; it starts at `start` unless that is empty.
Domain domain_of(std::vector<Parameter> const& parameters, std::span<Fixed const> fixed = {},
                 std::span<double const> start = {});

/// Parameters that are neither fixed nor held by a bound against which the gradient pushes, in the objective's order of
/// elimination.
std::vector<std::size_t> movable(Objective const& objective, Domain const& domain, std::span<double const> x,
                                 std::span<double const> gradient);

}  // namespace jetseq::fit
