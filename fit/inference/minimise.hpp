#pragma once
#include <limits>
#include <span>
#include <vector>

#include "fit/likelihood/domain.hpp"

namespace jetseq::fit {

enum class Algorithm {
    newton,  ///< projected Newton with the exact Hessian, and NLopt's SLSQP if that does not converge
    slsqp,   ///< NLopt: sequential least-squares quadratic programming (D. Kraft, ACM TOMS 20 (1994) 262)
    lbfgs    ///< NLopt: limited-memory BFGS (J. Nocedal, Math. Comp. 35 (1980) 773)
};

struct MinimiserOptions {
    Algorithm algorithm = Algorithm::newton;
    double tolerance = 1e-9;  ///< largest estimated distance to the minimum, in units of the function
    int max_iterations = 200;
    /// The value of a known minimum: a search that will end no lower is given up.
    double known = std::numeric_limits<double>::infinity();
};

struct Minimum {
    std::vector<double> x;
    double value = std::numeric_limits<double>::quiet_NaN();
    double distance = std::numeric_limits<double>::infinity();  ///< estimated: value - minimum
    int iterations = 0;
    bool is_converged = false, is_given_up = false;
};

/// Searches a minimum of `objective` within the domain, from its start; `is_converged` says whether it was found.
/// Newton's method leaves up to 10 saddle points and stops at the next.
Minimum minimise(Objective& objective, Domain domain, MinimiserOptions const& options = {});

}  // namespace jetseq::fit
