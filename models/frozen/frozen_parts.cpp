#include "models/frozen/frozen_parts.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "core/io/read_file.hpp"
#include "models/frozen/frozen_layers.hpp"
#include "models/frozen/frozen_names.hpp"
#include "models/frozen/frozen_network.hpp"

namespace jetseq {
namespace {

using Node = FrozenNode;

/// `by_names`: of a network whose inputs are named, which has no frame and no four-vectors.
InputContract read_contract(Node const& node, bool by_names) {
    InputContract contract;
    if (!by_names) {
        node.require_word("unit", "GeV, rad");
        contract.frame = static_cast<Frame>(node["frame"].one_of(frozen::frames));
    }
    contract.jet_pt_min = node.number("jet_pt_min");
    node["jet_pt_min"].require(contract.jet_pt_min >= 0, "is below 0");
    contract.jet_abs_eta_max = node.number("jet_abs_eta_max");
    node["jet_abs_eta_max"].require(contract.jet_abs_eta_max >= 0, "is below 0");
    contract.max_length = node.count("max_length");
    return contract;
}

/// For each sequence the features of all objects, one after the other.
std::vector<std::vector<float>> read_objects(Node const& lists, View<SequenceInput> sequences) {
    lists.require(lists.size() == sequences.size(), "is not a list for each sequence");
    std::vector<std::vector<float>> all;
    for (Node const list : lists.elements()) {
        std::size_t const width = sequences[all.size()].features.size();
        std::vector<float> values;
        for (Node const object : list.elements()) {
            auto const features = object.numbers(width);
            values.insert(values.end(), features.begin(), features.end());
        }
        all.push_back(std::move(values));
    }
    return all;
}

Canary read_canary(Node const& node, FrozenModel const& model) {
    Canary canary;
    if (model.has_softmax()) {
        canary.probabilities = node.numbers("probabilities", model.classes.size());
        canary.score = canary.probabilities[1];
    } else {
        canary.score = node.number("score");
    }
    if (model.takes_variables() || model.takes_sequences()) {
        canary.variables = node.numbers("variables", model.event_variables().size());
        if (model.takes_sequences()) canary.sequences = read_objects(node["sequences"], model.sequences());
        return canary;
    }
    for (Node const jet : node["jets"].elements()) {
        auto const p = jet.numbers(frozen::variables.size());
        canary.jets.push_back({p[0], p[1], p[2], p[3]});
    }
    return canary;
}

Interval read_interval(Node const& node) {
    return {node.exact_number("value"), node.exact_number("low"), node.exact_number("high")};
}

WorkingPoint read_working_point(Node const& node) {
    float const threshold = node.number("threshold");
    node["threshold"].require(threshold >= 0 && threshold <= 1, "is not in [0, 1]");
    bool const named = node.has("signal");  // of a network with named inputs, whose classes may be any
    return {node.text("name"), threshold, read_interval(node[named ? "signal" : "vbf"]),
            read_interval(node[named ? "background" : "ggf"])};
}

Fold read_fold(Node const& node) {
    Fold const fold{node.count("index"), node.count("of")};
    node.require(fold.index < fold.of, "has an index that is not below `of`");
    return fold;
}

void read_jetseq_object(Node const& node, FrozenModel& model) {
    bool const by_names = model.takes_sequences();
    frozen::require_known_version(node, by_names ? frozen::format_by_names : frozen::format_version);
    model.name = node.text("name");
    model.contract = read_contract(node["contract"], model.takes_sequences());
    if (model.finds_number()) {
        model.classes = {node.text("target")};
        node["target"].require(!model.classes[0].empty(), "is empty");
        if (node.has("classes")) node["classes"].fail("is there (a network that finds a number has no classes)");
    } else if (model.has_softmax() || model.takes_sequences()) {
        Node const classes = node["classes"];
        model.classes = frozen::read_names(classes, "");
        bool const fits = model.classes.size() == std::max<std::size_t>(model.outputs(), 2);
        classes.require(fits, model.has_softmax() ? "is not a name for each output" : "is not two names");
    } else if (node.has("classes")) {
        node["classes"].fail("is there (only a softmax has a list of classes)");
    }
    for (Node const canary : node["canaries"].elements()) model.canaries.push_back(read_canary(canary, model));
    model.working_points = frozen::read_working_points(node["working_points"]);
    if (model.finds_number() && !model.working_points.empty()) {
        node["working_points"].fail("is not empty (a network that finds a number has no working points)");
    }
    if (node.has("fold")) model.fold = read_fold(node["fold"]);
    model.training = node["training"].json();
}

}  // namespace

void frozen::require_known_version(Node const& object, std::size_t known) {
    std::size_t const version = object.count("format_version");
    if (version != known) {
        object.fail("has format_version " + std::to_string(version) + ", which this jetseq can't read");
    }
}

bool frozen::is_ensemble(Node const& root) { return root.has("kind") && root.text("kind") == ensemble_kind; }

std::vector<WorkingPoint> frozen::read_working_points(Node const& points) {
    std::vector<WorkingPoint> result;
    for (Node const point : points.elements()) {
        result.push_back(read_working_point(point));
        auto const same = [&](WorkingPoint const& one) { return one.name == result.back().name; };
        if (std::any_of(result.begin(), result.end() - 1, same)) point.fail("has the name of another working point");
    }
    return result;
}

/// Throws Error if `root` is another document that we know.
void frozen::require_frozen(Node const& root, std::string const& path) {
    bool const is_model = root.has("jetseq") && !root.has("kind");  // a report has both
    if (is_model || frozen::is_ensemble(root)) return;
    if (auto const other = foreign_file(path, "a frozen model of jetseq"); !other.empty()) throw Error{other};
}

FrozenModel frozen::read_model(Node const& root) {
    FrozenModel model;
    auto read = read_network(root);
    model.inputs = std::move(read.inputs);
    model.network = std::move(read.network);
    read_jetseq_object(root["jetseq"], model);
    return model;
}

}  // namespace jetseq
