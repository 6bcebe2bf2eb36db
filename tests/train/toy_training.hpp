#pragma once
#include <cmath>
#include <memory>

#include "tests/support/toy_events.hpp"
#include "train/fused/layout.hpp"
#include "train/loop/train.hpp"

/// Options and hooks shared by the tests of trainings.
namespace jetseq::test {

/// Fraction of VBF/ggF pairs that are in the right order: the area under the ROC curve, in O(n^2), without weights.
inline double fraction_in_order(std::vector<float> const& scores, std::vector<int> const& labels,
                                std::vector<float> const&) {
    double right = 0, all = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        for (std::size_t j = 0; j < scores.size(); ++j) {
            if (labels[i] != 1 || labels[j] != 0) continue;
            ++all;
            right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
    }
    return right / all;
}

inline train::TrainOptions toy_options() {
    train::TrainOptions options;
    options.cells = 6;
    options.batch_size = 64;
    options.learning_rate = 0.01;
    options.max_epochs = 4;
    options.threads = 1;
    options.device = "cpu";
    return options;
}

inline train::TrainHooks toy_hooks() {
    train::TrainHooks hooks;
    hooks.auc = fraction_in_order;
    return hooks;
}

/// Asks to stop after `batches` batches.
inline train::TrainHooks hooks_that_stop_after(int batches) {
    auto hooks = toy_hooks();
    auto const left = std::make_shared<int>(batches);
    hooks.stop_requested = [left] { return (*left)-- == 0; };
    return hooks;
}

}  // namespace jetseq::test
