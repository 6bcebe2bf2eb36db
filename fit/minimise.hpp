#pragma once
#include <limits>
#include <span>
#include <vector>

#include "jetseq/fit/objective.hpp"

namespace jetseq::fit {

enum class Algorithm {
    newton,  ///< projected Newton with the exact Hessian; where it does not converge, NLopt's SLSQP goes on
    slsqp,   ///< NLopt: sequential least-squares quadratic programming (D. Kraft, ACM TOMS 20 (1994) 262)
    lbfgs    ///< NLopt: limited-memory BFGS (J. Nocedal, Math. Comp. 35 (1980) 773)
};

/// Where the minimum is looked for.
struct Domain {
    std::vector<double> start, low, high;
    std::vector<bool> is_fixed;  ///< at its start
};

struct MinimiserOptions {
    Algorithm algorithm = Algorithm::newton;
    double tolerance = 1e-9;  ///< largest estimated distance to the minimum, in units of the function
    int max_iterations = 200;
};

struct Minimum {
    std::vector<double> x;
    double value = std::numeric_limits<double>::quiet_NaN();
    double distance = std::numeric_limits<double>::infinity();  ///< estimated: value - minimum
    int iterations = 0;
    bool is_converged = false;
};

/// The minimum of `objective` within the domain. `is_converged` says whether it was found.
Minimum minimise(Objective& objective, Domain domain, MinimiserOptions const& options = {});

/// The same by NLopt.
Minimum minimise_with_nlopt(Objective& objective, Domain const& domain, MinimiserOptions const& options);

/// Parameters that can move: neither fixed nor held by a bound against which the gradient pushes; in the objective's
/// order of elimination.
std::vector<std::size_t> movable(Objective const& objective, Domain const& domain, std::span<double const> x,
                                 std::span<double const> gradient);

}  // namespace jetseq::fit
