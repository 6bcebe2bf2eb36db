#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "evaluate/studies/report.hpp"

namespace jetseq {

/// How well a model of several classes distinguishes them. `names` [K] by label, `probabilities` [events, K]; labels
/// are in 0 ... K - 1. Errors: DeLong's (areas), Wilson's (fractions).
std::vector<ClassResult> class_results(std::vector<std::string> const& names, std::span<float const> probabilities,
                                       std::span<std::int8_t const> labels, std::span<float const> weights);

}  // namespace jetseq
