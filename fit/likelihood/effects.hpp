#pragma once
#include <cstddef>
#include <vector>

#include "fit/likelihood/likelihood_arrays.hpp"

/// The effects of the parameters on the bins.
namespace jetseq::fit {

/// Holds each free parameter without a constraint that multiplies nothing but zeros at its start, with a note.
void hold_idle(LikelihoodArrays& likelihood);

/// Nuisance parameters whose effects up and down differ in size, measured in standard deviations of the bins.
std::vector<std::size_t> bent_parameters(LikelihoodArrays const& likelihood);

}  // namespace jetseq::fit
