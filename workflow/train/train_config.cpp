#include "workflow/train/train_config.hpp"

#include <string>
#include <vector>

#include "select/variables/tag_variables.hpp"
#include "workflow/config/class_labels.hpp"
#include "workflow/config/network_inputs.hpp"
#include "workflow/config/regression_target.hpp"
#include "workflow/models/run_directory.hpp"

namespace jetseq::workflow {
namespace {

train::Flattening flattening(Config& config) {
    train::Flattening flatten;
    flatten.variable = static_cast<train::Spectrum>(
        config.one_of("train.flatten.variable", {"none", "mass", "leading_pt", "n_jets"}, 0));
    flatten.bins = config.numbers("train.flatten.bins");
    flatten.to_flat = config.one_of("train.flatten.to", {"flat", "same"}, 0) == 0;
    return flatten;
}

/// Widths of layers; `fallback` if the key is missing.
template <class Integer>
std::vector<Integer> widths(Config& config, std::string const& key, std::vector<Integer> const& fallback) {
    if (!config.has(key)) return fallback;
    std::vector<Integer> result;
    for (double const width : config.numbers(key)) result.push_back(static_cast<Integer>(width));
    return result;
}

/// Dense layers before the last; `fallback` if the configuration names none.
void read_hidden(Config& config, std::vector<std::int64_t> const& fallback, train::TrainOptions& options) {
    options.hidden = widths(config, "network.hidden", fallback);
    options.activation =
        static_cast<Activation>(config.one_of("network.activation", {"linear", "rectified", "tanh", "sigmoid"}, 1));
}

/// A network of variables of the event; without a list of them, all tag variables.
void read_dense_network(Config& config, train::TrainOptions& options) {
    options.variables =
        config.get("network.variables", std::vector<std::string>{tag_variable_names.begin(), tag_variable_names.end()});
    if (options.variables.empty()) config.fail("network.variables", "is empty (names expected)");
    read_hidden(config, options.hidden, options);
}

/// The layers over a set up to its sum.
SetNetwork read_set(Config& config, SetKind kind) {
    SetNetwork set;
    set.kind = kind;
    if (kind == SetKind::deep_sets) {
        set.embedding = widths<std::size_t>(config, "network.embedding", {64, 64});
    } else {
        set.width = config.get("network.width", static_cast<unsigned long>(set.width));
        set.heads = config.get("network.heads", static_cast<unsigned long>(set.heads));
        set.blocks = config.get("network.blocks", static_cast<unsigned long>(set.blocks));
    }
    return set;
}

/// What the network reads by names; nothing for the network of HDBS-2018-10, which needs no names.
void read_inputs(Config& config, train::TrainOptions& options) {
    auto inputs = inputs_of(config);
    options.inputs = std::move(inputs.choice);
    for (auto const& [name, scaling] : inputs.scalings) {
        options.scalings[name] = {name, scaling.offset, scaling.scale};
    }
}

/// A network over the jets as a set, or over the sets of objects that `inputs` names.
void read_set_network(Config& config, SetKind kind, train::TrainOptions& options) {
    options.set = read_set(config, kind);
    read_inputs(config, options);
    if (options.joins())
        read_hidden(config, {64}, options);
    else
        options.set->hidden = widths<std::size_t>(config, "network.hidden", {64});
}

void read_network(Config& config, train::TrainOptions& options) {
    options.frame = static_cast<Frame>(config.one_of("network.frame", {"detector", "canonical"}, 0));
    std::vector<std::string> const kinds{"lstm", "dense", "deep_sets", "attention", "gru"};
    auto const kind = config.has("network.kind") ? config.one_of("network.kind", kinds, 0) : 0;
    if (kind == 1) {
        read_dense_network(config, options);
    } else if (kind == 2 || kind == 3) {
        read_set_network(config, kind == 2 ? SetKind::deep_sets : SetKind::attention, options);
    } else {
        options.gru = kind == 4;
        read_inputs(config, options);
        if (options.joins()) read_hidden(config, {}, options);
        options.layers = config.get("network.layers", static_cast<long>(options.layers));
        options.cells = config.get("network.cells", static_cast<long>(options.cells));
    }
    options.dropout = config.get("network.dropout", options.dropout);
    if (config.has("network.classes")) options.classes = config.get("network.classes", options.classes);
    if (auto const labels = labels_of_inputs(config); !labels.empty()) options.classes = labels.classes;
    if (auto const target = target_of(config); !target.empty()) {
        options.classes = {target.column}, options.inputs.target = target.column;
        options.loss = target.loss, options.delta = target.delta;
    }
    if (options.set) options.set->outputs = options.outputs();
}

void read_steps(Config& config, train::TrainOptions& options) {
    options.batch_size = config.get("train.batch_size", static_cast<long>(options.batch_size));
    options.learning_rate = config.get("train.learning_rate", options.learning_rate);
    options.beta1 = config.get("train.beta1", options.beta1);
    options.beta2 = config.get("train.beta2", options.beta2);
    options.weight_decay = config.get("train.weight_decay", options.weight_decay);
    options.clip = config.get("train.clip", options.clip);
    options.schedule = static_cast<train::Schedule>(
        config.one_of("train.schedule", {"constant", "cosine", "plateau", "one_cycle"}, 0));
    options.final_learning_rate = config.get("train.final_learning_rate", options.final_learning_rate);
    options.warmup_epochs = config.get("train.warmup_epochs", options.warmup_epochs);
    options.plateau_patience = config.get("train.plateau_patience", options.plateau_patience);
    options.max_epochs = config.get("train.max_epochs", options.max_epochs);
    options.patience = config.get("train.patience", options.patience);
}

/// The weights of events, and which weights of the network are kept.
void read_weights(Config& config, train::TrainOptions& options) {
    options.weights = config.get("train.weights", options.weights);
    options.balance = static_cast<train::Balance>(config.one_of("train.balance", {"none", "classes"}, 0));
    options.flatten = flattening(config);
    options.average = static_cast<train::Average>(config.one_of("train.average", {"none", "ema", "swa"}, 0));
    options.average_decay = config.get("train.average_decay", options.average_decay);
    options.average_from = config.get("train.average_from", options.average_from);
    options.freeze_average = config.one_of("train.freeze", {"best", "average"}, 0) == 1;
}

}  // namespace

train::TrainOptions train_options(Config& config) {
    train::TrainOptions options;
    options.name = config.get("name", options.name);
    read_network(config, options);
    options.from = frozen_file(config.get("train.from", options.from));
    read_steps(config, options);
    read_weights(config, options);
    options.tensorboard = config.get("train.tensorboard", options.tensorboard);
    options.seed = config.get("train.seed", static_cast<unsigned long>(options.seed));
    options.threads = config.get("train.threads", options.threads);
    options.device = config.get("train.device", options.device);
    options.backend = config.get("train.backend", options.backend);
    try {
        train::check(options);
    } catch (train::BadOption const& bad) {
        bool const is_of_labels = bad.key() == "network.classes" && config.has("labels.classes");
        config.fail(is_of_labels ? "labels.classes" : bad.key(), bad.why());  // with its line
    }
    return options;
}

}  // namespace jetseq::workflow
