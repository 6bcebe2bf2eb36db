#include "workflow/config/class_labels.hpp"

#include "core/text/read_number.hpp"
#include "event/event.hpp"

namespace jetseq::workflow {
namespace {

constexpr char classes_key[] = "labels.classes";

void add_value(Config const& config, YAML::Node const& value, ClassLabels& labels) {
    int number = 0;
    std::string const why = value.IsScalar() ? read_number(value.Scalar(), number) : "is " + described(value);
    if (!why.empty()) config.fail_at(value, "key 'labels.classes' has a value that " + why, "Write whole numbers");
    auto const label = static_cast<std::int32_t>(labels.classes.size());
    if (labels.values.emplace(number, label).second) return;
    config.fail_at(value, "key 'labels.classes' has " + std::to_string(number) + " twice", "Keep one");
}

void read_classes(Config& config, ClassLabels& labels) {
    YAML::Node const classes = config.node(classes_key);
    std::string const expected = " (a map such as {light: [0], b: [5, 55]} expected)";
    if (!classes.IsDefined()) config.fail("labels", "has no classes" + expected);
    if (!classes.IsMap()) config.fail(classes_key, "is " + described(classes) + expected);
    for (auto const& entry : classes) {
        bool const is_empty = entry.second.IsSequence() && entry.second.size() == 0;
        if (entry.second.IsMap() || is_empty) {
            config.fail(classes_key, "has no values of '" + entry.first.Scalar() + "'" + expected);
        }
        if (entry.second.IsScalar()) {
            add_value(config, entry.second, labels);
        } else {
            for (auto const& value : entry.second) add_value(config, value, labels);
        }
        labels.classes.push_back(entry.first.Scalar());
    }
    auto const count = labels.classes.size();
    if (count >= 2 && count <= most_classes) return;
    config.fail(classes_key,
                "has " + std::to_string(count) + " classes (from 2 to " + std::to_string(most_classes) + " expected)");
}

/// Throws Error if another key says the same.
void refuse_second(Config& config) {
    auto const names = config.get("data.names", std::map<std::string, std::string>{});
    std::string other = names.count("events.signalType") > 0 ? "data.names" : "";
    for (auto const* key : {"network.classes", "data.classes"}) {
        if (config.has(key)) other = key;
    }
    if (!other.empty())
        config.fail("labels", "says what " + other + " says, too (one of them would be lost). Keep one");
}

}  // namespace

ClassLabels labels_of_inputs(Config& config) {
    ClassLabels labels;
    if (!config.has("labels")) return labels;
    refuse_second(config);
    labels.column = config.get("labels.column", std::string{"signalType"});
    read_classes(config, labels);
    labels.drops_others = config.one_of("labels.other", {"refuse", "drop"}, 0) == 1;
    return labels;
}

void apply(ClassLabels const& labels, data::Names& names) {
    if (labels.empty()) return;
    names.renamed["events.signalType"] = labels.column;
    names.classes = labels.values;
    names.drops_other_classes = labels.drops_others;
}

}  // namespace jetseq::workflow
