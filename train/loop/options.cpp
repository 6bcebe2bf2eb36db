#include "train/loop/options.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>

#include "core/error.hpp"
#include "event/event.hpp"
#include "models/frozen/frozen_names.hpp"
#include "train/backends/joined_training.hpp"

namespace jetseq::train {
namespace {

void require(bool holds, std::string const& key, std::string const& what) {
    if (!holds) throw BadOption{key, "is out of range (" + what + " expected)"};
}

/// Refuses a model to start from for a network of this kind.
void refuse_start(TrainOptions const& options, std::string const& kind) {
    if (options.from.empty()) return;
    throw BadOption{"train.from",
                    "has no use with network.kind " + kind +
                        " (only recurrent networks start from the weights of another model). Leave it out"};
}

void require_widths(std::vector<std::size_t> const& widths, std::size_t fewest, std::string const& key) {
    require(widths.size() >= fewest && widths.size() <= 16, key, std::to_string(fewest) + " to 16 layers");
    for (auto const outputs : widths) require(outputs >= 1 && outputs <= 4096, key, "1 to 4096 outputs");
}

void check_set(TrainOptions const& options) {
    if (!options.set) return;
    auto const& set = *options.set;
    require_widths(set.embedding, set.kind == SetKind::deep_sets ? 1 : 0, "network.embedding");
    require_widths(set.hidden, 0, "network.hidden");
    require(set.width >= 1 && set.width <= 4096, "network.width", "1 to 4096");
    require(set.heads >= 1 && set.width % set.heads == 0, "network.heads", "a divisor of network.width");
    require(set.blocks >= 1 && set.blocks <= 64, "network.blocks", "1 to 64");
    require(set.outputs == options.outputs(), "network.classes", "as many as the network has outputs");
    std::string const kind = set.kind == SetKind::deep_sets ? "deep_sets" : "attention";
    if (!options.joins()) refuse_start(options, kind);
    require(options.backend != "fused", "train.backend", "torch or auto with network.kind " + kind);
    require(options.device != "cuda", "train.device", "cpu or auto with network.kind " + kind);
    require(!scored_by_libtorch(options) || options.fold.of == 1, "train.folds", "1 with network.kind " + kind);
}

bool is_plain(std::string const& name) {
    auto const plain = [](unsigned char c) { return std::isalnum(c) != 0; };
    return !name.empty() && std::all_of(name.begin(), name.end(), plain);
}

constexpr std::size_t longest_name = 100;

/// Checks the name: the model's file is NAME.json in the run directory, which has other files, too.
void check_name(std::string const& name) {
    require(is_plain(name) && name.size() <= longest_name, "name", "letters and digits, 100 at most");
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    auto const& taken = names_in_run_directory;
    if (std::find(taken.begin(), taken.end(), lower) == taken.end()) return;
    throw BadOption{"name",
                    "is '" + name + "' (a file or folder of the run directory has this name; another name expected)"};
}

void require_different(std::vector<std::string> const& names, std::string const& key) {
    require(names.size() <= 4096, key, "4096 at most");
    for (auto const& name : names) {
        require(std::count(names.begin(), names.end(), name) == 1 && !name.empty(), key, "different names");
    }
}

void check_inputs(TrainOptions const& options) {
    if (!options.joins()) {
        require(!options.gru, "network.kind", "gru only with inputs");
        return;
    }
    require(!options.inputs.objects.empty(), "inputs", "a sequence of objects; network.kind dense for variables alone");
    require(options.inputs.objects.size() <= 16, "inputs", "16 sequences at most");
    for (auto const& choice : options.inputs.objects) {
        require(!choice.features.empty(), "inputs." + choice.name + ".features", "one name at least");
        require_different(choice.features, "inputs." + choice.name + ".features");
        bool const collides = std::any_of(options.inputs.objects.begin(), options.inputs.objects.end(),
                                          [&](auto const& other) { return other.name == choice.name + "_lengths"; });
        require(!collides && choice.name != "joined", "inputs." + choice.name,
                "other names than NAME_lengths and joined, which exported files use,");
    }
    require_different(options.inputs.variables, "inputs.event");
    std::size_t const of_sequence = !options.set                              ? static_cast<std::size_t>(options.layers)
                                    : options.set->kind == SetKind::deep_sets ? options.set->embedding.size()
                                                                              : 1;
    auto const layers = of_sequence * options.inputs.objects.size() + options.hidden.size();
    require(layers < frozen::most_layers, options.set ? "network.embedding" : "network.layers",
            "with all sequences and hidden layers less than " + std::to_string(frozen::most_layers));
    require(!options.takes_variables(), "network.kind", "lstm, gru, deep_sets or attention with inputs");
    require(options.frame == Frame::detector, "network.frame", "detector with inputs");
    require(options.device != "cuda", "train.device", "cpu or auto with inputs");
}

void check_network(TrainOptions const& options) {
    check_name(options.name);
    require(options.layers >= 1 && options.layers <= 16, "network.layers", "1 to 16");
    require(options.cells >= 1 && options.cells <= 2048, "network.cells", "1 to 2048");
    require(options.dropout >= 0 && options.dropout < 1, "network.dropout", "0 <= dropout < 1");
    require(options.hidden.size() <= 16, "network.hidden", "16 layers at most");
    for (auto const outputs : options.hidden) {
        require(outputs >= 1 && outputs <= 4096, "network.hidden", "1 to 4096 outputs");
    }
    require_different(options.variables, "network.variables");
    if (options.takes_variables()) refuse_start(options, "dense");
    require(!options.takes_variables() || options.backend != "fused", "train.backend",
            "torch or auto with network.kind dense");
    require(!options.takes_variables() || options.device != "cuda", "train.device",
            "cpu or auto with network.kind dense");
    check_inputs(options);
    check_set(options);
}

void check_classes(TrainOptions const& options) {
    auto const& classes = options.classes;
    if (options.finds_number()) {
        require(options.joins() && !options.set && classes.size() == 1 && classes[0] == options.inputs.target, "target",
                "one column, with inputs and network.kind lstm or gru");
        require(options.from.empty(), "train.from", "none with target");
        require(options.delta > 0 && std::isfinite(options.delta), "target.delta", "more than 0");
        return;
    }
    bool const count = classes.size() >= 2 && classes.size() <= static_cast<std::size_t>(most_classes);
    require(count, "network.classes", "2 to 16 names");
    for (auto const& name : classes) {
        if (!is_plain(name) || name.size() > longest_name) {
            throw BadOption{"network.classes",
                            "has the name '" + name + "' (letters and digits, 100 at most, expected)"};
        }
        require(std::count(classes.begin(), classes.end(), name) == 1, "network.classes", "different names");
    }
    require(classes.size() > 2 || options.joins() || classes == TrainOptions{}.classes, "network.classes",
            "ggF and VBF, or three names and more, or inputs");
}

void check_steps(TrainOptions const& options) {
    require(options.batch_size >= 1, "train.batch_size", "at least 1");
    require(options.learning_rate >= 1e-8, "train.learning_rate", "at least 1e-8");
    require(options.beta1 >= 0 && options.beta1 < 1, "train.beta1", "0 <= beta1 < 1");
    require(options.beta2 >= 0 && options.beta2 < 1, "train.beta2", "0 <= beta2 < 1");
    require(options.weight_decay >= 0, "train.weight_decay", "0 or more");
    require(options.learning_rate * options.weight_decay < 1, "train.weight_decay", "less than 1 / learning_rate");
    require(options.clip >= 0, "train.clip", "0 or more");
    require(options.warmup_epochs >= 0, "train.warmup_epochs", "0 or more");
    require(options.final_learning_rate >= 0, "train.final_learning_rate", "0 or more");
    require(options.plateau_patience >= 1, "train.plateau_patience", "at least 1");
    require(options.max_epochs >= 1, "train.max_epochs", "at least 1");
    require(options.patience >= 0, "train.patience", "0 or more");
}

void check_weights(TrainOptions const& options) {
    require(options.average_decay >= 0 && options.average_decay < 1, "train.average_decay", "0 <= decay < 1");
    require(options.average_from >= 0 && options.average_from < 1, "train.average_from", "0 <= part < 1");
    auto const& bins = options.flatten.bins;
    bool const rising = bins.size() > 1 && std::is_sorted(bins.begin(), bins.end(), std::less_equal<>{});
    require(options.flatten.variable == Spectrum::none || rising, "train.flatten.bins", "two or more rising edges");
    require(options.fold.index < options.fold.of, "fold", "less than their number");
    bool const averages = options.average != Average::none || !options.freeze_average;
    require(averages, "train.freeze", "average only with train.average ema or swa");
}

void check_machine(TrainOptions const& options) {
    require(options.threads >= 0, "train.threads", "0 or more");
    bool const known = options.device == "auto" || options.device == "cpu" || options.device == "cuda";
    require(known, "train.device", "auto, cpu or cuda");
    bool const named_backend = options.backend == "auto" || options.backend == "fused" || options.backend == "torch";
    require(named_backend, "train.backend", "auto, fused or torch");
    require(options.backend != "fused" || options.device != "cuda", "train.backend", "torch or auto with device cuda");
}

}  // namespace

bool scored_by_libtorch(TrainOptions const& options) {
    return options.set && (!options.joins() || options.set->kind == SetKind::attention);
}

std::uint64_t count_weights(TrainOptions const& options) {
    std::uint64_t count = 0;
    if (options.set && !options.joins()) return count_of(parameter_shapes(*options.set));
    if (!options.takes_variables()) return count_parameters(joined_size(options));
    auto width = options.variables.size();
    auto const add_dense = [&](std::uint64_t outputs) { count += outputs * (width + 1), width = outputs; };
    for (auto const outputs : options.hidden) add_dense(static_cast<std::uint64_t>(outputs));
    add_dense(options.outputs());
    return count;
}

JoinedSize joined_size(TrainOptions const& options) {
    auto const layers = static_cast<std::size_t>(options.layers), cells = static_cast<std::size_t>(options.cells);
    JoinedSize size;
    size.outputs = options.outputs();
    if (!options.joins()) {
        size.sequences = {{4, layers, cells}};
        return size;
    }
    for (auto const& choice : options.inputs.objects) {
        size.sequences.push_back({choice.features.size(), layers, cells, options.gru});
        if (!options.set) continue;
        SetSize set = *options.set;
        set.inputs = choice.features.size();
        size.sequences.back().set = std::move(set);
    }
    size.variables = options.inputs.variables.size();
    size.hidden.assign(options.hidden.begin(), options.hidden.end());
    size.activation = options.activation;
    size.loss = options.loss, size.delta = options.delta;
    return size;
}

void check(TrainOptions const& options) {
    check_network(options);
    check_classes(options);
    check_steps(options);
    check_weights(options);
    check_machine(options);
}

}  // namespace jetseq::train
