#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "evaluate/studies/report.hpp"

namespace jetseq {

/// What a model of several classes tells apart. `names` [K] by label, `probabilities` [events, K]; a label is in
/// 0 ... K - 1. Errors: DeLong's (areas), Wilson's (shares).
std::vector<ClassResult> class_results(std::vector<std::string> const& names, std::span<float const> probabilities,
                                       std::span<std::int8_t const> labels, std::span<float const> weights);

}  // namespace jetseq
