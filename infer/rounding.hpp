#pragma once
#include "models/frozen/frozen_model.hpp"

namespace jetseq {

/// The estimated error of the score of `canary`, or of the worst of its probabilities, in single precision: the
/// rounding of each product (6e-8 of the sum of abs(weight x input)) and function, carried through the layers to first
/// order with the errors of different numbers taken as independent. NaN if a number of the network is not finite.
double rounding_error(FrozenModel const& model, Canary const& canary);

}  // namespace jetseq
