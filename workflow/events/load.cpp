#include "workflow/events/load.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "core/error.hpp"
#include "core/io/inputs.hpp"
#include "core/io/sha256.hpp"
#include "core/math/scrambled.hpp"
#include "core/text/number_text.hpp"
#include "core/text/read_number.hpp"
#include "core/text/strings.hpp"
#include "data/sequences/identity.hpp"
#include "data/sequences/targets.hpp"
#include "workflow/config/class_labels.hpp"
#include "workflow/config/object_cuts.hpp"
#include "workflow/config/regression_target.hpp"
#include "workflow/events/absent_note.hpp"
#include "workflow/events/full_event_inputs.hpp"
#include "workflow/events/tag_columns.hpp"

namespace jetseq::workflow {
namespace {

/// Finds the V -> qq candidate of each event and adds the other jets to the sequences.
data::Sequences sequences_of(std::vector<Event> const& events, LoadOptions const& options) {
    data::Sequences sequences;
    sequences.selection = {options.cuts.jet_pt_min, options.cuts.jet_abs_eta_max};
    for (auto const& event : events) {
        auto const found = event_sequence(event, options.objects, options.cuts);
        if (found.regime == Regime::none && options.require_candidate) continue;
        sequences.add(event.info, found.regime, found.jets);
    }
    return sequences;
}

/// The same with what a network reads by names, which `inputs` computes.
data::Sequences sequences_of(std::vector<Event> const& events, LoadOptions const& options, FullEventInputs& inputs,
                             std::string const& file, Strings& notes) {
    bool const has_target = !options.names.inputs.target.empty();
    std::size_t dropped = 0;
    data::Sequences sequences;
    sequences.selection = {options.cuts.jet_pt_min, options.cuts.jet_abs_eta_max};
    data::prepare_for(options.names.inputs, sequences);
    Event selected;
    for (std::size_t n = 0; n < events.size(); ++n) {
        select_objects(events[n], options.objects, selected);
        auto const candidate = find_v_candidate(selected, options.cuts);
        if (candidate.regime == Regime::none && options.require_candidate) continue;
        auto const jets = sequence_of(selected, candidate, options.cuts);
        sequences.add(events[n].info, candidate.regime, jets);
        inputs.add({selected, candidate, jets, options.objects, options.cuts}, n, sequences);
        if (has_target) dropped += data::label_by_target(options.names, file + ": events", n, 1, sequences);
    }
    inputs.judge();
    if (dropped > 0) notes.push_back(data::dropped_note(dropped, sequences.size(), options.names.inputs.target));
    return sequences;
}

/// Labels the events from index `first` on by `options`. Throws Error for an unknown class.
void label(std::string const& file, LoadOptions const& options, std::size_t first, data::Sequences& sequences) {
    for (std::size_t n = first; n < sequences.size(); ++n) {
        EventInfo& event = sequences.events[n];
        auto const found = options.labels.find(event.sample_id);
        if (found != options.labels.end()) event.production = static_cast<Production>(found->second);
        auto const one = static_cast<std::int32_t>(event.production);
        if (one < static_cast<std::int32_t>(options.classes)) continue;
        throw Error{file + ": event " + std::to_string(n - first) + " has the label " + std::to_string(one) + " (" +
                    std::to_string(options.classes) + " classes are told apart here). " +
                    (options.class_names.empty() ? "Name it in network.classes, or leave the file out"
                                                 : "Give labels.classes such a class, or correct data.labels")};
    }
}

/// Notes on how files were read, each text once.
class Notes {
public:
    void add(std::string const& file, std::string const& text) {
        auto const same = [&](auto const& note) { return note.first == text; };
        auto const found = std::find_if(notes_.begin(), notes_.end(), same);
        if (found == notes_.end())
            notes_.push_back({text, {file}});
        else
            found->second.push_back(file);
    }

    void tell(Listener& listener) const {
        for (auto const& [text, files] : notes_) {
            std::string const more = files.size() == 1 ? "" : " and " + std::to_string(files.size() - 1) + " more";
            listener.note(files.front() + more + ": " + text);
        }
    }

private:
    std::vector<std::pair<std::string, std::vector<std::string>>> notes_;  ///< text, files
};

/// A hash of the numbers and jets of the events from index `first` on. Without any jets, of the bytes of `file`: it
/// does not depend on what a network reads.
std::uint64_t hash_of_file(std::string const& file, data::Sequences const& sequences, std::size_t first) {
    bool const has_jets = sequences.offsets[sequences.size()] > sequences.offsets[first];
    if (!has_jets) return std::stoull(sha256_of_file(file).substr(0, 16), nullptr, 16);
    std::uint64_t hash = sequences.size() - first;
    for (std::size_t n = first; n < sequences.size(); ++n) {
        hash = scrambled(scrambled(hash ^ sequences.events[n].event_number) ^ data::exact_jets_hash(sequences[n]));
    }
    return hash;
}

/// Distinguishes the events of one file from those of others by a hash of the content: in sampleId if the file has
/// none, else in the upper half of an event number that counts rows. A single file without sampleId has 0, unless the
/// training of a model knows it by its content.
void identify(std::string const& file, data::ReadReport const& report, LoadOptions const& options, bool is_alone,
              std::size_t first, data::Sequences& sequences) {
    if (report.has_sample_id && !report.counts_rows) return;
    std::uint64_t const content = hash_of_file(file, sequences, first);
    auto const number = static_cast<std::int32_t>(content >> 33);
    auto const known = options.samples_by_content.find(number);
    std::int32_t const sample = known != options.samples_by_content.end() ? known->second : is_alone ? 0 : number;
    for (std::size_t n = first; n < sequences.size(); ++n) {
        EventInfo& event = sequences.events[n];
        if (report.has_sample_id)
            event.event_number |= content >> 32 << 32;
        else
            event.sample_id = sample;
    }
    if (!report.has_sample_id && sample == 0) sequences.content = number;
}

std::string const sample_per_file =
    "no column sampleId: each file gets one, from its content, for event numbers may be the same in several files. "
    "Read alone such a file has sampleId 0";

/// Whether data.labels has labelled all events from index `first` on.
bool are_labelled(data::Sequences const& sequences, std::size_t first) {
    auto const begin = sequences.events.begin() + first;
    return std::all_of(begin, sequences.events.end(),
                       [](EventInfo const& event) { return event.production != Production::unknown; });
}

/// Reads a sequence file, of jetseq or foreign.
void load_foreign(std::string const& file, LoadOptions const& options, bool is_alone, data::Sequences& sequences,
                  Notes& notes) {
    std::size_t const before = sequences.size();
    auto const report = data::read_sequences(file, options.names, options.memory, sequences);
    identify(file, report, options, is_alone, before, sequences);
    if (!is_alone && !report.has_sample_id) notes.add(file, sample_per_file);
    label(file, options, before, sequences);
    for (auto const& note : report.notes) notes.add(file, note);
    if (report.missing_label.empty()) return;
    if (are_labelled(sequences, before))
        sequences.absent.erase("events.signalType");
    else if (options.needs_labels)
        throw Error{report.missing_label + (options.class_names.empty()
                                                ? data::without_label
                                                : ", which says the class of an event. Name the column that does as "
                                                  "labels.column in the configuration")};
}

/// Notes the labels that no event gets.
void note_unused_labels(std::map<std::int32_t, std::int32_t> const& labels, data::Sequences const& sequences,
                        Listener& listener) {
    std::set<std::int32_t> found;
    if (!labels.empty()) {
        for (EventInfo const& event : sequences.events) found.insert(event.sample_id);
    }
    for (auto const& [sample_id, label] : labels) {
        if (found.count(sample_id) > 0) continue;
        listener.note("data.labels names sampleId " + std::to_string(sample_id) + ", which no event has");
    }
}

bool has_foreign_names(data::Names const& names) {
    return names.mev || !names.renamed.empty() || !names.columns.empty() || !names.classes.empty();
}

bool holds_full_events(std::string const& file) {
    auto const attributes = data::read_attributes(file);
    auto const kind = attributes.find("kind");
    return kind != attributes.end() && kind->second == "jetseq_events";
}

/// Throws Error for a setting of full events if none of `files` has such events.
void require_effect(std::vector<std::string> const& files, LoadOptions const& options) {
    if (options.of_events.empty() || std::any_of(files.begin(), files.end(), holds_full_events)) return;
    throw Error{options.of_events.front() + " has no effect (" + files.front() +
                " holds sequences; their jets were chosen when it was made). Take it out"};
}

data::Sequences full_events_of(std::string const& file, LoadOptions const& options, Notes& notes) {
    auto const absent = data::EventReader{file}.absent();
    data::Sequences sequences;
    if (options.names.inputs.empty()) {
        sequences = sequences_of(data::read_events(file), options);
    } else {
        FullEventInputs inputs{options.names.inputs, absent, file};
        Strings told;
        sequences = sequences_of(data::read_events(file), options, inputs, file, told);
        for (auto const& note : told) notes.add(file, note);
        for (auto const& note : inputs.notes()) notes.add(file, note);
    }
    sequences.absent = absent;
    return sequences;
}

void load_file(std::string const& file, LoadOptions const& options, bool is_alone, data::Sequences& sequences,
               Notes& notes) try {
    std::size_t const before = sequences.size();
    sequences.sources.push_back({file, before});
    if (holds_full_events(file)) {
        auto more = full_events_of(file, options, notes);
        sequences.add(more);
        label(file, options, before, sequences);
        if (has_foreign_names(options.names)) {
            notes.add(file, "events of jetseq's own layout, in GeV: data.names, columns, classes and unit don't apply");
        }
    } else {
        load_foreign(file, options, is_alone, sequences, notes);
    }
    if (options.names.inputs.empty()) add_tag_variables(sequences, options.names.variables);
    if (sequences.size() == before) {
        bool const may_leave_out = holds_full_events(file) && options.require_candidate;
        throw Error{file + " gives no events (its tables are empty" +
                    (may_leave_out ? ", or no event has a V -> qq candidate" : "") +
                    "). Make it again, or leave it out"};
    }
} catch (BadExpression const& bad) {
    auto const found = options.places.find(bad.text());
    if (found == options.places.end()) throw;
    throw Error{found->second + ": " + bad.what()};
}

std::int32_t whole_number(Config const& config, std::string const& key, std::string const& text) {
    int number = 0;
    if (std::string const why = read_number(text, number); !why.empty()) config.fail(key, "has an entry that " + why);
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
    options.of_events = config.changed("select");
    for (auto const& key : config.changed("objects")) options.of_events.push_back(key);
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

/// A map of whole numbers to labels: `data.labels` of sampleId, `data.classes` of the values of signalType.
std::map<std::int32_t, std::int32_t> labels_of(Config& config, std::string const& key) {
    std::map<std::int32_t, std::int32_t> labels;
    if (!config.has(key)) return labels;
    for (auto const& [from, label] : config.get(key, std::map<std::string, std::string>{})) {
        std::int32_t const number = whole_number(config, key, from), given = whole_number(config, key, label);
        if (given < -1 || given >= most_classes) config.fail(key, "has a label beyond -1 ... 15");
        if (!labels.emplace(number, given).second) config.fail(key, "has " + std::to_string(number) + " twice");
    }
    return labels;
}

/// Throws Error for a name that `data.columns` gives to two columns of a dataset.
void require_each_once(Config const& config, std::string const& dataset, std::vector<std::string> const& names) {
    for (auto name = names.begin(); name != names.end(); ++name) {
        if (std::find(names.begin(), name, *name) == name) continue;
        config.fail("data.columns", "has '" + *name + "' twice for " + dataset +
                                        " (one of the columns would be lost). Give each column its own name");
    }
}

/// `data.columns`: names of the columns of plain datasets.
std::map<std::string, std::vector<std::string>> columns_of(Config& config) {
    auto const node = config.node("data.columns");
    if (!node.IsDefined()) return {};
    try {
        auto const columns = node.as<std::map<std::string, std::vector<std::string>>>();
        for (auto const& [dataset, names] : columns) require_each_once(config, dataset, names);
        return columns;
    } catch (YAML::Exception const&) {
        config.fail("data.columns", "is not a map of lists (such as {X: [pt, eta, phi, e]} expected)");
    }
}

/// Whether the network reads objects by names, as all kinds but dense ones may.
bool reads_by_names(Config& config) {
    bool const is_dense = config.has("network.kind") && config.node("network.kind").Scalar() == "dense";
    return config.has("inputs") && !is_dense;
}

LoadOptions load_options(Config& config) {
    LoadOptions options = select_options(config);
    options.labels = labels_of(config, "data.labels");
    options.names.classes = labels_of(config, "data.classes");
    options.names.columns = columns_of(config);
    options.names.mev = config.one_of("data.unit", {"GeV", "MeV"}, 0) == 1;
    options.names.renamed = config.get("data.names", std::map<std::string, std::string>{});
    for (auto const& [ours, theirs] : options.names.renamed) {
        if ((", " + data::names_that_can_be_renamed() + ",").find(", " + ours + ",") == std::string::npos) {
            config.fail("data.names", "renames '" + ours + "' (known: " + data::names_that_can_be_renamed() + ")");
        }
    }
    auto const labels = labels_of_inputs(config);
    apply(labels, options.names);
    options.class_names = labels.classes;
    auto const target = target_of(config);
    options.target = target.column, options.names.drops_unknown_targets = target.drops_unknown;
    if (reads_by_names(config)) {
        auto inputs = inputs_of(config);
        options.names.inputs = std::move(inputs.choice), options.scalings = std::move(inputs.scalings);
        options.places = std::move(inputs.places);
    }
    return options;
}

Error without_foreign_keys(Error const& error, std::string const& job, std::string const& instead) {
    std::string const what = error.what();
    for (auto const* key : {"data.names", "data.columns", "data.classes", "data.unit", "data.labels"}) {
        if (what.find(key) != what.npos)
            return Error{what + ". The configuration of " + job + " has no such keys: " + instead};
    }
    return error;
}

data::Sequences load_sequences(std::vector<std::string> const& files, LoadOptions const& options, Listener& listener) {
    require_effect(files, options);
    data::Sequences all;
    AbsentNote note;
    Notes notes;
    for (auto const& file : files) {
        Absent before = std::exchange(all.absent, {});
        load_file(file, options, files.size() == 1, all, notes);
        require_unchanged(file);
        note.add_of_sequences(file, all.absent);
        all.absent.merge(before);
    }
    for (auto const& text : note.texts()) listener.note(text);
    notes.tell(listener);
    note_unused_labels(options.labels, all, listener);
    return all;
}

}  // namespace jetseq::workflow
