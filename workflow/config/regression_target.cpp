#include "workflow/config/regression_target.hpp"

namespace jetseq::workflow {
namespace {

/// Throws Error for a key that speaks of classes.
void refuse_classes(Config const& config) {
    for (auto const* key : {"labels", "network.classes", "data.classes", "data.labels", "train.balance"}) {
        if (!config.has(key) || (key == std::string{"train.balance"} && config.changed(key).empty())) continue;
        config.fail(key, "speaks of classes, but the configuration has a 'target' (a number has no classes). Keep one");
    }
    if (!config.changed("train.flatten").empty()) {
        config.fail("train.flatten.variable",
                    "compares the spectra of classes, but the configuration has a 'target' (a number has no classes). "
                    "Leave it out");
    }
}

}  // namespace

RegressionTarget target_of(Config& config) {
    RegressionTarget target;
    if (!config.has("target")) return target;
    target.column = config.get("target.column", std::string{});
    if (target.column.empty()) config.fail("target", "has no column (such as {column: m_true, loss: huber})");
    refuse_classes(config);
    target.loss = static_cast<train::Loss>(1 + config.one_of("target.loss", {"mse", "mae", "huber"}, 0));
    target.delta = config.get("target.delta", target.delta);
    target.drops_unknown = config.one_of("target.other", {"refuse", "drop"}, 0) == 1;
    if (!config.has("inputs")) {
        config.fail("target",
                    "needs a network that reads 'inputs' (the stated network tells classes apart). Name some");
    }
    return target;
}

}  // namespace jetseq::workflow
