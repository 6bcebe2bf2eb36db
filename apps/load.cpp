#include "jetseq/apps/load.hpp"

#include <charconv>
#include <utility>

#include "jetseq/apps/absent_note.hpp"
#include "jetseq/apps/object_cuts.hpp"
#include "jetseq/apps/tag_columns.hpp"
#include "jetseq/evaluate/number_text.hpp"
#include "jetseq/event/error.hpp"

namespace jetseq {
namespace {

/// The V -> qq candidate found and taken out of each event.
Sequences sequences_of(std::vector<Event> const& events, LoadOptions const& options) {
    Sequences sequences;
    sequences.selection = {options.cuts.jet_pt_min, options.cuts.jet_abs_eta_max};
    for (auto const& event : events) {
        auto const found = event_sequence(event, options.objects, options.cuts);
        if (found.regime == Regime::none && options.require_candidate) continue;
        sequences.add(event.info, found.regime, found.jets);
    }
    return sequences;
}

/// Labels the events from number `first` on as `options` ask. Throws Error for a class that nobody knows.
void label(std::string const& file, LoadOptions const& options, std::size_t first, Sequences& sequences) {
    for (std::size_t n = first; n < sequences.size(); ++n) {
        EventInfo& event = sequences.events[n];
        auto const found = options.labels.find(event.sample_id);
        if (found != options.labels.end()) event.production = static_cast<Production>(found->second);
        auto const one = static_cast<std::int32_t>(event.production);
        if (one < static_cast<std::int32_t>(options.classes)) continue;
        throw Error{file + ": event " + std::to_string(n - first) + " has the label " + std::to_string(one) + " (" +
                    std::to_string(options.classes) +
                    " classes are told apart here). Name it in network.classes, or leave the file out"};
    }
}

void load_file(std::string const& file, LoadOptions const& options, Sequences& sequences) {
    std::size_t const before = sequences.size();
    sequences.sources.push_back({file, before});
    auto const attributes = read_attributes(file);
    auto const kind = attributes.find("kind");
    if (kind != attributes.end() && kind->second == "jetseq_events") {
        auto more = sequences_of(read_events(file), options);
        more.absent = EventReader{file}.absent();
        sequences.add(more);
    } else {
        read_sequences(file, options.names, options.memory, sequences);
    }
    label(file, options, before, sequences);
    add_tag_variables(sequences, options.names.variables);
    if (sequences.size() == before) {
        throw Error{file +
                    " gives no events (its tables are empty, or no event has a V -> qq candidate). Make it again, or "
                    "leave it out"};
    }
}

std::int32_t whole_number(Config const& config, std::string const& text) {
    std::int32_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        config.fail("data.labels", "has '" + text + "' (whole numbers expected, as in {33: 2})");
    }
    return number;
}

}  // namespace

LoadOptions select_options(Config& config) {
    LoadOptions options;
    auto& cuts = options.cuts;
    cuts.jet_pt_min = config.get("select.jet_pt_min", cuts.jet_pt_min);
    cuts.jet_abs_eta_max = config.get("select.jet_abs_eta_max", cuts.jet_abs_eta_max);
    cuts.merged_mass_window = config.get("select.merged_mass_window", cuts.merged_mass_window);
    cuts.merged_radius = config.get("select.merged_radius", cuts.merged_radius);
    cuts.resolved_mass_window = config.get("select.resolved_mass_window", cuts.resolved_mass_window);
    cuts.resolved_pt_min = config.get("select.resolved_pt_min", cuts.resolved_pt_min);
    cuts.resolved_abs_eta_max = config.get("select.resolved_abs_eta_max", cuts.resolved_abs_eta_max);
    options.require_candidate = config.get("select.require_candidate", options.require_candidate);
    if (config.has("objects")) options.objects = object_cuts(config);
    return options;
}

void take_jets_of(InputContract const& contract, Config const& config, VCandidateCuts& cuts) {
    bool const says = contract.jet_pt_min > 0;
    auto const take = [&](char const* key, float trained, float& cut) {
        if (!config.has(key)) {
            cut = trained;
        } else if (says && cut != trained) {
            config.fail(key, "is " + shortest(static_cast<double>(cut)) + ", but the model was trained on jets with " +
                                 shortest(static_cast<double>(trained)) + " (they must be the same). Leave it out");
        }
    };
    take("select.jet_pt_min", contract.jet_pt_min, cuts.jet_pt_min);
    take("select.jet_abs_eta_max", contract.jet_abs_eta_max, cuts.jet_abs_eta_max);
}

/// `data.labels`: a map of sampleId to label, both whole numbers.
std::map<std::int32_t, std::int32_t> labels_of(Config& config) {
    std::map<std::int32_t, std::int32_t> labels;
    if (!config.has("data.labels")) return labels;
    for (auto const& [sample, label] : config.get("data.labels", std::map<std::string, std::string>{})) {
        std::int32_t const of_sample = whole_number(config, sample), given = whole_number(config, label);
        if (given < -1 || given >= most_classes) config.fail("data.labels", "has a label beyond -1 ... 15");
        labels[of_sample] = given;
    }
    return labels;
}

LoadOptions load_options(Config& config) {
    LoadOptions options = select_options(config);
    options.labels = labels_of(config);
    options.names.mev = config.one_of("data.unit", {"GeV", "MeV"}, 0) == 1;
    options.names.renamed = config.get("data.names", std::map<std::string, std::string>{});
    for (auto const& [ours, theirs] : options.names.renamed) {
        if ((", " + names_that_can_be_renamed() + ",").find(", " + ours + ",") == std::string::npos) {
            config.fail("data.names", "renames '" + ours + "' (known: " + names_that_can_be_renamed() + ")");
        }
    }
    return options;
}

Sequences load_sequences(std::vector<std::string> const& files, LoadOptions const& options) {
    Sequences all;
    AbsentNote note;
    for (auto const& file : files) {
        Absent before = std::exchange(all.absent, {});
        load_file(file, options, all);
        note.add_of_sequences(file, all.absent);
        all.absent.merge(before);
    }
    note.print();
    return all;
}

}  // namespace jetseq
