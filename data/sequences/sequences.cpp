#include "data/sequences/sequences.hpp"

#include <glob.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>

#include "core/io/output_file.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_in.hpp"
#include "core/text/number_text.hpp"
#include "data/events/file_header.hpp"
#include "data/events/info_reader.hpp"
#include "data/events/jet_reader.hpp"
#include "data/events/rows.hpp"
#include "data/hdf5/input_table.hpp"
#include "data/sequences/object_reader.hpp"
#include "data/sequences/object_writer.hpp"
#include "data/sequences/targets.hpp"
#include "data/sequences/variable_reader.hpp"
#include "event/unknown_number.hpp"

namespace jetseq::data {
namespace {

using rows::EventRow, rows::JetRow;

constexpr char no_four_vectors[] =
    "no jets with pt, eta, phi and e: what is computed of them (events without jets, cuts, copies of events) has none";
constexpr char by_names[] = "jets_by_names";  // attribute of files whose /jets is a list that a network reads by names
constexpr std::size_t most_rows = 8192, most_bytes = 2 << 20;  // whichever is less

JetSelection selection_of(h5::InputFile const& file) {
    auto const attributes = file.attributes();
    JetSelection selection{0, 1e9F};
    auto const number = [&](char const* name, float& into) {
        auto const found = attributes.find(name);
        if (found == attributes.end()) return;
        into = number_in<float>(found->second).value_or(-1);
        if (std::isfinite(into) && into >= 0) return;
        throw Error{file.path() + ": attribute " + name + " is '" + found->second +
                    "' (0 or more expected). Correct or remove it"};
    };
    number("jet_pt_min", selection.pt_min);
    number("jet_abs_eta_max", selection.abs_eta_max);
    return selection;
}

std::vector<h5::Field> variable_fields(std::vector<std::string> const& names) {
    std::vector<h5::Field> fields;
    fields.reserve(names.size());
    for (auto const& name : names) fields.push_back({name, H5T_NATIVE_FLOAT, fields.size() * sizeof(float)});
    return fields;
}

/// The fields of variables that are no columns of the table of events: a name in both would not be clear.
std::vector<h5::Field> fields_beside(std::vector<h5::Field> const& of_events, std::vector<std::string> const& names) {
    auto fields = variable_fields(names);
    std::erase_if(fields, [&](h5::Field const& field) {
        return std::any_of(of_events.begin(), of_events.end(), [&](auto& one) { return one.name == field.name; });
    });
    return fields;
}

/// Adds the columns `names` of the file's table `variables`. Throws Error if a number is not finite. Returns a note on
/// each column with numbers that often mean "unknown".
std::vector<std::string> read_variables(h5::InputFile const& file, std::vector<std::string> const& names,
                                        std::size_t rows, Column<float>& values) {
    h5::InputTable const table{file, "variables", 1};
    if (table.rows() != rows) {
        throw Error{table.where() + " has " + std::to_string(table.rows()) + " rows, not " + std::to_string(rows) +
                    " as the events (they share the row). Name datasets with a row for each event"};
    }
    auto const fields = variable_fields(names);
    std::vector<float> block;
    std::map<std::string, float> unknown;
    for (std::size_t first = 0; first < rows; first += most_rows) {
        std::size_t const count = std::min(most_rows, rows - first);
        block.resize(count * names.size());
        table.read(fields, names.size() * sizeof(float), first, count, block.data());
        for (std::size_t i = 0; i < block.size(); ++i) {
            if (stands_for_unknown(static_cast<double>(block[i]))) unknown[names[i % names.size()]] = block[i];
            if (std::isfinite(block[i])) continue;
            throw Error{rows::place(table.where(), first + i / names.size()) + ": '" + names[i % names.size()] +
                        "' is not a finite number. Leave such events out when the file is made"};
        }
        values.append(block.data(), block.size());
    }
    std::vector<std::string> notes;
    for (auto const& [name, value] : unknown) {
        notes.push_back("the variable '" + name + "' is " + fewest_digits(value) +
                        " in some events, as if it were unknown there; it is taken as a number");
    }
    return notes;
}

void require_same_rows(InfoReader const& events, JetReader const& jets) {
    if (events.size() == jets.size()) return;
    throw Error{jets.where() + " has " + std::to_string(jets.size()) + " rows but " + events.where() + " has " +
                std::to_string(events.size()) + " (they share the row). Name datasets with a row for each event"};
}

/// Whether a network reads columns of `dataset` by names.
bool is_read_by_names(std::string const& dataset, EventChoice const& inputs) {
    auto const names_it = [&](std::string const& text) { return text.find(dataset + '.') != text.npos; };
    auto const reads_it = [&](ObjectChoice const& choice) {
        return choice.name == dataset || std::any_of(choice.features.begin(), choice.features.end(), names_it);
    };
    return std::any_of(inputs.objects.begin(), inputs.objects.end(), reads_it) ||
           std::any_of(inputs.variables.begin(), inputs.variables.end(), names_it);
}

/// Throws Error if columns are named of a dataset that is not read.
void require_columns_are_used(Names const& names) {
    for (auto const& [dataset, columns] : names.columns) {
        if (dataset == names.of("events") || dataset == names.of("jets")) continue;
        if (is_read_by_names(dataset, names.inputs)) continue;
        throw Error{"data.columns names the columns of '" + dataset + "', but events are read from '" +
                    names.of("events") + "', jets from '" + names.of("jets") +
                    "' (nothing would read it). Name it under data.names too, as in {jets: " + dataset + "}"};
    }
}

ReadReport report_of(InfoReader const& events, std::vector<std::string> const& notes) {
    ReadReport report{events.has("sampleId"), events.counts_rows(), {}, notes};
    if (!events.has("signalType")) report.missing_label = events.lacks("signalType");
    for (auto const& column : events.left_to_network()) {
        report.notes.push_back("events." + column +
                               " is read by the network alone, whose inputs say what stands for unknown numbers");
    }
    if (events.counts_rows()) {
        report.notes.emplace_back(
            "event numbers are the numbers of rows: the split and all joins depend on the order of the rows");
    }
    return report;
}

std::string text(JetSelection const& selection) {
    return "pt > " + significant(selection.pt_min) + " GeV, abs(eta) < " + significant(selection.abs_eta_max);
}

void agree_on_selection(Sequences& sequences, JetSelection const& other) {
    JetSelection& own = sequences.selection;
    if (sequences.size() == 0) own = other;
    if (own.pt_min == other.pt_min && own.abs_eta_max == other.abs_eta_max) return;
    throw Error{"the files hold jets of different selections (" + text(own) + " and " + text(other) +
                "). Make them with the same selection"};
}

std::vector<ObjectChoice> choices_of(std::vector<ObjectList> const& lists) {
    std::vector<ObjectChoice> choices;
    for (auto const& list : lists) choices.push_back(list.choice);
    return choices;
}

/// Lists of the same kinds without events.
std::vector<ObjectList> empty_lists(std::vector<ObjectList> const& lists) {
    std::vector<ObjectList> empty;
    for (auto const& choice : choices_of(lists)) empty.emplace_back().choice = choice;
    return empty;
}

/// Throws Error for a file of jets that a network reads by names if `names` ask for the four-vectors of the sequence.
void require_jets_of_sequence(h5::InputFile const& file, Names const& names) {
    bool const has_variables = !names.variables.empty() && file.has("variables");
    if (file.attributes().count(by_names) == 0 || !names.inputs.empty() || has_variables) return;
    throw Error{file.path() +
                ": /jets are those that a network reads by names (they may be others than the jets beside the V -> qq "
                "candidate). Name inputs, or make the file without a list called jets"};
}

/// Whether a file has the four-vectors of jets. A file of which a network reads only other things needs none.
bool has_four_vectors(h5::InputFile const& file, Names const& names) {
    if (file.attributes().count(by_names) > 0) return false;
    if (names.inputs.empty()) return true;
    auto const ours = {"pt", "eta", "phi", "e"};
    auto const is_given = [&](char const* column) { return names.are_given_for(std::string{"jets."} + column); };
    auto const is_none = [&](char const* column) {
        auto const found = names.renamed.find(std::string{"jets."} + column);
        return found != names.renamed.end() && found->second.empty();
    };
    if (std::any_of(ours.begin(), ours.end(), is_none)) return false;
    if (std::any_of(ours.begin(), ours.end(), is_given) || is_given("m")) return true;
    std::string const dataset = names.of("jets");
    auto const columns = names.columns_of(dataset);
    bool const is_table = file.has(dataset) && (file.is_group(dataset) || file.axes_of(dataset) >= 2);
    bool const is_named = columns.empty() && !file.shape_of_numbers(dataset).empty();
    if (!is_table || is_named || dataset == names.of("events")) return false;
    h5::InputTable const table{file, dataset, 2, columns, Names::key};
    return table.has("pt") && table.has("eta") && table.has("phi") && (table.has("e") || table.has("m"));
}

/// The readers of what a network reads of a file by names.
struct InputReaders {
    std::vector<ObjectReader> objects;
    VariableReader variables, target;

    InputReaders(h5::InputFile const& file, Names const& names, std::size_t rows)
        : variables{file, names, names.inputs.variables, rows,
                    is_dump(file) ? std::vector<Meaning>{} : names.inputs.meanings},
          target{file, names, target_of(names.inputs), rows} {
        for (auto const& choice : names.inputs.objects) objects.emplace_back(file, names, choice, rows);
    }
    /// Bytes of a row while it is read.
    std::size_t bytes_of_row() const {
        std::size_t sum = 0;
        for (auto const& reader : objects) sum += reader.bytes_of_row();
        return sum;
    }
    /// Bytes that rows add to the sequences, at most.
    std::size_t most_bytes_of(std::size_t rows) const {
        std::size_t sum = 0;
        for (auto const& reader : objects) sum += rows * (reader.width() * reader.features() + 2) * sizeof(float);
        return sum + rows * variables.size() * sizeof(float);
    }
    void read(std::size_t first, std::size_t count, Sequences& sequences) {
        for (std::size_t k = 0; k < objects.size(); ++k) objects[k].read(first, count, sequences.objects[k]);
        variables.read(first, count, sequences.variables.values);
        target.read_unchecked(first, count, sequences.target.values);
    }
    void judge() const {
        for (auto const& reader : objects) reader.judge();
        variables.judge();
    }
    void add_notes(std::vector<std::string>& notes) const {
        for (auto const& reader : objects) {
            for (auto const& note : reader.notes()) notes.push_back(note);
        }
        for (auto const& note : variables.notes()) notes.push_back(note);
        for (auto const& note : target.notes()) notes.push_back(note);
    }
};

}  // namespace

std::size_t ObjectList::longest() const noexcept {
    std::size_t most = 0;
    for (std::size_t n = 0; n < size(); ++n) most = std::max(most, length(n));
    return most;
}

void ObjectList::add(float const* objects, std::size_t count) {
    values.append(objects, count * width());
    offsets.push_back(offsets.back() + count);
}

std::size_t Sequences::longest() const noexcept {
    std::size_t most = 0;
    for (std::size_t n = 0; n < size(); ++n) most = std::max(most, length(n));
    return most;
}

void Sequences::add(EventInfo const& info, Regime regime, JetSequence sequence) {
    events.push_back(info);
    regimes.push_back(regime);
    jets.append(sequence.data(), sequence.size());
    offsets.push_back(jets.size());
}

void Sequences::add(Sequences const& others) {
    agree_on_selection(*this, others.selection);
    if (size() == 0) {
        variables.names = others.variables.names, target.names = others.target.names;
        objects = empty_lists(others.objects);
    }
    require_objects(others, choices_of(objects));
    absent.insert(others.absent.begin(), others.absent.end());
    for (std::size_t n = 0; n < others.size(); ++n) add(others.events[n], others.regimes[n], others[n]);
    if (variables.names == others.variables.names) {
        variables.values.append(others.variables.values.data(), others.variables.values.size());
    } else if (!others.variables.names.empty()) {
        throw Error{"the events hold the variables " + joined(variables.names) + " and " +
                    joined(others.variables.names) + " (they must be the same). Read them alike"};
    }
    require_target(others, target.names);
    target.values.append(others.target.values.data(), others.target.values.size());
    for (std::size_t k = 0; k < objects.size(); ++k) {
        ObjectList const& more = others.objects[k];
        for (std::size_t n = 0; n < more.size(); ++n) objects[k].add(more.row(n), more.length(n));
    }
}

void Sequences::move_to_file(std::string const& directory) {
    events.move_to_file(directory), regimes.move_to_file(directory);
    offsets.move_to_file(directory), jets.move_to_file(directory), variables.values.move_to_file(directory);
    target.values.move_to_file(directory);
    for (auto& list : objects) list.offsets.move_to_file(directory), list.values.move_to_file(directory);
}

std::size_t Sequences::bytes() const noexcept {
    std::size_t sum = events.bytes() + regimes.bytes() + offsets.bytes() + jets.bytes() + variables.values.bytes() +
                      target.values.bytes();
    for (auto const& list : objects) sum += list.offsets.bytes() + list.values.bytes();
    return sum;
}

void require_objects(Sequences const& sequences, std::vector<ObjectChoice> const& choices) {
    bool const are_complete = std::all_of(sequences.objects.begin(), sequences.objects.end(),
                                          [&](auto const& list) { return list.size() == sequences.size(); });
    if (choices_of(sequences.objects) == choices && are_complete) return;
    auto const text = [](std::vector<ObjectChoice> const& of) {
        std::vector<std::string> lists;
        for (auto const& choice : of) lists.push_back(choice.name + " (" + joined(choice.features) + ")");
        return lists.empty() ? "no objects by names" : joined(lists);
    };
    throw Error{"the events have " + text(choices_of(sequences.objects)) + " (the network reads " + text(choices) +
                "). Read them with the events"};
}

void prepare_for(EventChoice const& inputs, Sequences& sequences) {
    if (inputs.empty()) return;
    if (sequences.size() == 0) {
        sequences.objects.clear();
        for (auto const& choice : inputs.objects) sequences.objects.emplace_back().choice = choice;
        sequences.variables.names = inputs.variables, sequences.target.names = target_of(inputs);
    }
    require_objects(sequences, inputs.objects);
    require_target(sequences, target_of(inputs));
}

std::vector<std::size_t> all_indices(Sequences const& sequences) {
    std::vector<std::size_t> indices(sequences.size());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    return indices;
}

Sequences reordered(Sequences const& sequences, std::vector<std::size_t> const& order) {
    Sequences result;
    result.selection = sequences.selection;
    result.absent = sequences.absent;
    result.content = sequences.content;
    result.variables.names = sequences.variables.names, result.target.names = sequences.target.names;
    result.objects = empty_lists(sequences.objects);
    for (std::size_t const n : order) {
        result.add(sequences.events[n], sequences.regimes[n], sequences[n]);
        result.variables.values.append(sequences.variables.row(n), sequences.variables.names.size());
        result.target.values.append(sequences.target.row(n), sequences.target.names.size());
        for (std::size_t k = 0; k < result.objects.size(); ++k) {
            result.objects[k].add(sequences.objects[k].row(n), sequences.objects[k].length(n));
        }
    }
    return result;
}

void write_sequences(std::string const& path, Sequences const& sequences, Attributes attributes) {
    OutputFile output{path};
    write_sequences(output, sequences, std::move(attributes));
    output.commit();
}

void write_sequences(OutputFile const& output, Sequences const& sequences, Attributes attributes) {
    require_kind_or_nothing(output.path(), "jetseq_sequences");
    std::size_t const width = std::max<std::size_t>(1, sequences.longest());
    std::vector<EventRow> events;
    std::vector<JetRow> jets(sequences.size() * width);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        events.push_back(rows::row_of(sequences.events[n], sequences.regimes[n]));
        std::size_t i = n * width;
        for (Jet const& jet : sequences[n]) jets[i++] = {1, 0, jet.pt, jet.eta, jet.phi, jet.e};
    }
    attributes["jet_pt_min"] = fewest_digits(sequences.selection.pt_min);
    attributes["jet_abs_eta_max"] = fewest_digits(sequences.selection.abs_eta_max);
    if (replaces_jets(sequences.objects)) attributes[by_names] = "true";

    h5::NewFile file{output.temporary_path()};
    write_header(file, "jetseq_sequences", std::move(attributes));
    auto const fields = rows::without(sequences.absent, "events", rows::event_fields(true));
    file.write_table("events", fields, sizeof(EventRow), events.size(), 0, events.data());
    file.write_table_attribute("events", "flavour_label", {"ggF_DY", "VBF"});
    if (!replaces_jets(sequences.objects)) {
        file.write_table("jets", rows::jet_fields(false), sizeof(JetRow), sequences.size(), width, jets.data());
    }
    write_objects(file, sequences.objects, output.path());
    auto const columns = fields_beside(fields, sequences.variables.names);
    if (!columns.empty()) {
        file.write_table("variables", columns, sequences.variables.names.size() * sizeof(float), sequences.size(), 0,
                         sequences.variables.values.data());
    }
    file.close();
}

Sequences read_sequences(std::string const& path, Names const& names) {
    Sequences sequences;
    auto const report = read_sequences(path, names, {}, sequences);
    if (!report.missing_label.empty()) throw Error{report.missing_label + without_label};
    return sequences;
}

ReadReport read_sequences(std::string const& path, Names const& given, MemoryLimit const& limit, Sequences& sequences) {
    h5::InputFile const file{path};
    Names const names = names_for_target(given);
    require_columns_are_used(names);
    require_jets_of_sequence(file, names);
    InfoReader const events{file, names};
    auto const selection = selection_of(file);
    std::optional<JetReader> jets;
    if (has_four_vectors(file, names)) jets.emplace(file, names, selection), require_same_rows(events, *jets);
    InputReaders inputs{file, names, events.size()};
    prepare_for(names.inputs, sequences);
    std::vector<std::string> notes;
    if (!names.variables.empty() && file.has("variables")) {
        notes = read_variables(file, names.variables, events.size(), sequences.variables.values);
    }
    auto const absent = events.absent();
    sequences.absent.insert(absent.begin(), absent.end());
    rows::UnknownMarker const mark_unknown{absent};
    agree_on_selection(sequences, selection);
    std::size_t const width = jets ? jets->width() : 0;
    std::size_t of_no_class = 0;
    bool const has_target = !names.inputs.target.empty();
    std::size_t const fit = std::max<std::size_t>(1, most_bytes / (width * sizeof(JetRow) + inputs.bytes_of_row() + 1));
    std::size_t const most = std::min(most_rows, fit);
    for (std::size_t first = 0; first < events.size(); first += most) {
        std::size_t const count = std::min(most, events.size() - first);
        auto const infos = events.read(first, count);
        auto const block = jets ? jets->block(first, count) : std::vector<JetRow>{};
        std::size_t const more = count * width * sizeof(Jet) + inputs.most_bytes_of(count);
        if (!sequences.in_file() && sequences.bytes() + more > limit.bytes) sequences.move_to_file(limit.directory);
        for (std::size_t i = 0; i < count; ++i) {
            EventInfo info = rows::info_of(infos[i]);
            of_no_class += !has_target && info.production == Production::unknown;
            mark_unknown(info);
            auto const of_row = jets ? jets->jets_of_row(block.data() + i * width, first + i) : std::vector<Jet>{};
            sequences.add(info, static_cast<Regime>(infos[i].regime), {of_row.data(), of_row.size()});
        }
        inputs.read(first, count, sequences);
        if (has_target) of_no_class += label_by_target(names, events.where(), first, count, sequences);
    }
    if (jets) jets->judge();
    auto report = report_of(events, jets ? jets->notes() : std::vector<std::string>{no_four_vectors});
    if (!names.classes.empty() && !report.missing_label.empty()) {
        notes.emplace_back("data.classes has no effect, because there is no column of labels");
    }
    if (has_target) report.missing_label.clear(), sequences.absent.erase("events.signalType");
    if (has_target && of_no_class > 0) {
        notes.push_back(dropped_note(of_no_class, events.size(), names.inputs.target));
    } else if (names.drops_other_classes && of_no_class > 0) {
        notes.push_back(count_text(of_no_class) + " of " + count_text(events.size()) + " events have another '" +
                        names.of("events.signalType") + "' than the classes (they are of no class)");
    }
    report.notes.insert(report.notes.end(), notes.begin(), notes.end());
    inputs.judge();
    inputs.add_notes(report.notes);
    return report;
}

std::vector<std::string> files_matching(std::vector<std::string> const& patterns) {
    std::map<std::string, std::string> files;  // the file that a path leads to -> the path as first given
    auto const add = [&](std::string const& path) {
        std::error_code ignored;
        files.emplace(std::filesystem::weakly_canonical(path, ignored).string(), path);
    };
    for (auto const& pattern : patterns) {
        if (std::filesystem::exists(pattern)) {
            add(pattern);
            continue;
        }
        glob_t found{};
        int const failed = ::glob(pattern.c_str(), 0, nullptr, &found);
        for (std::size_t i = 0; !failed && i < found.gl_pathc; ++i) add(found.gl_pathv[i]);
        ::globfree(&found);
        bool const is_of_shell = pattern.rfind('~', 0) == 0 || pattern.find('$') != std::string::npos;
        char const* const why =
            is_of_shell ? "no such file; ~ and $ are left to the shell, and mean nothing here" : "no such file";
        if (failed) throw Error{"no file matches " + pattern + " (" + why + "). Check the path"};
    }
    std::vector<std::string> sorted;
    sorted.reserve(files.size());
    for (auto const& [canonical, path] : files) sorted.push_back(path);
    return sorted;
}

}  // namespace jetseq::data
