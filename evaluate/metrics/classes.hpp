#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "evaluate/metrics/auc.hpp"
#include "evaluate/metrics/operating_point.hpp"

namespace jetseq::evaluate {

/// The performance of a model of several classes for one of them.
struct ClassResult {
    std::string name;
    std::uint64_t events = 0;         ///< unweighted
    Auc against_others;               ///< AUC by its probability
    std::vector<Auc> against;         ///< AUC against each class k by p / (p + p_k); NaN against itself
    std::vector<Efficiency> called;   ///< fraction of its events for which class k is the most probable
    std::vector<OperatingPoint> roc;  ///< vbf: this class, ggf: all others; a few hundred points
};

/// Results of all classes. `names` [K] by label, `probabilities` [events, K]; a label is in 0 ... K - 1. Errors: DeLong
/// (areas), Wilson (fractions).
std::vector<ClassResult> class_results(std::vector<std::string> const& names, std::span<float const> probabilities,
                                       std::span<std::int8_t const> labels, std::span<float const> weights);

}  // namespace jetseq::evaluate
