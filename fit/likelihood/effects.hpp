#pragma once
#include <cstddef>
#include <vector>

#include "fit/likelihood/likelihood_arrays.hpp"

/// Which parameters change anything, and how.
namespace jetseq::fit {

/// Holds each free parameter without a constraint that multiplies nothing but zeros at its start, with a note.
void hold_idle(LikelihoodArrays& likelihood);

/// Nuisance parameters that move some bin by other amounts up than down, measured in standard deviations of the bins.
std::vector<std::size_t> bent_parameters(LikelihoodArrays const& likelihood);

}  // namespace jetseq::fit
