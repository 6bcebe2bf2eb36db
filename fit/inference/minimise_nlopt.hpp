#pragma once
#include "fit/inference/minimise.hpp"

namespace jetseq::fit {

/// A minimum of `objective` within the domain by NLopt's SLSQP or, if `options` say so, L-BFGS.
Minimum minimise_with_nlopt(Objective& objective, Domain const& domain, MinimiserOptions const& options);

}  // namespace jetseq::fit
