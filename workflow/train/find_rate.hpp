#pragma once
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "train/loop/options.hpp"
#include "workflow/listener.hpp"

namespace jetseq::workflow {

struct FoundRate {
    double learning_rate;            ///< a tenth of the rate of the lowest loss
    std::vector<std::string> files;  ///< written
};

/// The beginning of learning_rates.csv.
inline constexpr char rates_begin[] = "learning_rate,loss,";

/// Sweeps through learning rates; writes learning_rates.csv and learning_rates.svg to `directory`. Throws Error, also
/// if it is stopped after too few steps for a result.
FoundRate find_learning_rate(std::string const& directory, data::Sequences const& sequences,
                             train::TrainOptions const& options, Listener& listener);

}  // namespace jetseq::workflow
