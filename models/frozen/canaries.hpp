#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "models/frozen/frozen_model.hpp"

/// The check of the canaries of all frozen files: what is scored again must be what is recorded.
namespace jetseq {

/// Throws Error if there are no canaries, or if there is a complaint about one, which it names. `list`: what messages
/// call the canaries, as "jetseq.canaries". `remedy`: what to try if there are none. `complaint(n)`: what is wrong with
/// canary n and what to try, or "".
void require_canaries(std::string const& list, std::size_t count, std::string const& remedy,
                      std::function<std::string(std::size_t)> const& complaint);

/// Compares the scores that `model` records with `found`, the probabilities of all classes now [canaries, classes].
/// Returns the largest difference. `objection(n, missed_by)`: why canary n may not miss by its largest difference (NaN
/// if a number is not finite) and what to try, or "". `where`: what messages begin with.
float check_canaries(FrozenModel const& model, std::vector<float> const& found, std::string const& where,
                     std::function<std::string(std::size_t, float)> const& objection);

}  // namespace jetseq
