#include "jetseq/data/sequences.hpp"

#include <glob.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>
#include <sstream>

#include "jetseq/data/file_header.hpp"
#include "jetseq/data/rows.hpp"
#include "jetseq/event/kinematics.hpp"
#include "jetseq/event/near_match.hpp"
#include "jetseq/event/output_file.hpp"

namespace jetseq {
namespace {

using rows::EventRow, rows::JetRow;

constexpr std::size_t rows_per_block = 8192, bytes_per_block = 2 << 20;  // whichever is less
constexpr float gev_per_mev = 1e-3F;

/// Columns that a foreign file may lack: what is absent keeps the default of EventInfo.
std::vector<std::string> const required_columns{"eventNumber", "signalType"};
std::vector<std::string> const optional_columns{"sampleId", "mcEventWeight", "mass",    "spin",  "leptons",
                                                "met",      "met_phi",       "pt_miss", "regime"};

/// The columns of /events that the file has, under the file's names.
std::vector<h5::Field> columns_present(h5::InputTable const& events, Names const& names) {
    std::vector<h5::Field> present;
    for (auto const& field : rows::event_fields(true)) {
        std::string const name = names.of("events." + field.name);
        bool const optional =
            std::find(optional_columns.begin(), optional_columns.end(), field.name) != optional_columns.end();
        bool const asked_for = names.renamed.count("events." + field.name) > 0 && !name.empty();
        if (optional && !asked_for && !events.has(name)) continue;
        present.push_back({name, field.type, field.offset});
    }
    return present;
}

/// What the file does not have of the columns that stay unknown or keep a default. Sample ids and regimes are given
/// to events without them.
Absent absent_columns(std::vector<h5::Field> const& present) {
    Absent absent;
    for (auto const& field : rows::event_fields(false)) {
        bool const there = std::any_of(present.begin(), present.end(),
                                       [&](h5::Field const& other) { return other.offset == field.offset; });
        if (!there && field.name != "sampleId") absent.insert("events." + field.name);
    }
    return absent;
}

/// Reads the jets of one file: which column says that a jet is real, and what it must be.
class JetReader {
public:
    JetReader(h5::InputTable const& table, Names const& names) : table_{table}, scale_{names.mev ? gev_per_mev : 1} {
        for (auto const& field : rows::jet_fields(false)) {
            fields_.push_back({names.of("jets." + field.name), field.type, field.offset});
        }
        if (!table.has(fields_[0].name) && table.has("mask") && names.renamed.count("jets.valid") == 0) {
            fields_[0].name = "mask";  // True where padded, as in files of scores
            real_ = 0;
        }
    }

    /// The jets of rows [first, first + count), [count, width], appended event by event.
    std::vector<JetRow> block(std::size_t first, std::size_t count) const {
        std::vector<JetRow> rows(count * table_.width());
        table_.read(fields_, sizeof(JetRow), first, count, rows.data());
        return rows;
    }

    std::vector<Jet> jets_of_row(JetRow const* row, std::size_t index) const {
        std::vector<Jet> jets;
        for (std::size_t i = 0; i < table_.width(); ++i) {
            if ((row[i].valid != 0) != (real_ != 0)) continue;
            Jet jet{row[i].pt * scale_, row[i].eta, row[i].phi, row[i].e * scale_};
            rows::check(jet, table_.where(), index);
            if (!(std::fabs(jet.phi) <= 3.14159274F)) jet.phi = wrapped_phi(jet.phi);
            jets.push_back(jet);
        }
        std::stable_sort(jets.begin(), jets.end(), [](Jet const& a, Jet const& b) { return a.pt > b.pt; });
        return jets;
    }

private:
    h5::InputTable const& table_;
    std::vector<h5::Field> fields_;
    float scale_;
    int real_ = 1;
};

JetSelection selection_of(h5::InputFile const& file) {
    auto const attributes = file.attributes();
    JetSelection selection{0, 1e9F};
    auto const number = [&](char const* name, float& into) {
        auto const found = attributes.find(name);
        if (found == attributes.end()) return;
        std::istringstream text{found->second};
        if (text >> into) return;
        throw Error{file.path() + ": attribute " + name + " is '" + found->second +
                    "' (a number expected). Mend or remove it"};
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

/// Adds the columns `names` of the file's table `variables`. Throws Error for what is not finite.
void read_variables(h5::InputFile const& file, std::vector<std::string> const& names, std::size_t rows,
                    Column<float>& values) {
    h5::InputTable const table{file, "variables", 1};
    if (table.rows() != rows) {
        throw Error{table.where() + " has " + std::to_string(table.rows()) + " rows, not " + std::to_string(rows) +
                    " as the events (they share the row). The file is damaged; make it again"};
    }
    auto const fields = variable_fields(names);
    std::vector<float> block;
    for (std::size_t first = 0; first < rows; first += rows_per_block) {
        std::size_t const count = std::min(rows_per_block, rows - first);
        block.resize(count * names.size());
        table.read(fields, names.size() * sizeof(float), first, count, block.data());
        for (std::size_t i = 0; i < block.size(); ++i) {
            if (std::isfinite(block[i])) continue;
            throw Error{rows::place(table.where(), first + i / names.size()) + ": '" + names[i % names.size()] +
                        "' is not a finite number. Leave such events out when the file is made"};
        }
        values.append(block.data(), block.size());
    }
}

std::string text(JetSelection const& selection) {
    std::ostringstream words;
    words << "pt > " << selection.pt_min << " GeV, abs(eta) < " << selection.abs_eta_max;
    return words.str();
}

void agree_on_selection(Sequences& sequences, JetSelection const& other) {
    JetSelection& own = sequences.selection;
    if (sequences.size() == 0) own = other;
    if (own.pt_min == other.pt_min && own.abs_eta_max == other.abs_eta_max) return;
    throw Error{"the files hold jets of different selections (" + text(own) + " and " + text(other) +
                "). Make them with the same `jetseq select`"};
}

}  // namespace

std::string Names::of(std::string const& name) const {
    auto const found = renamed.find(name);
    return found != renamed.end() ? found->second : name.substr(name.find('.') + 1);
}

std::string names_that_can_be_renamed() {
    std::vector<std::string> all{"events", "jets", "jets.valid", "jets.pt", "jets.eta", "jets.phi", "jets.e"};
    for (auto const* columns : {&required_columns, &optional_columns}) {
        for (auto const& column : *columns) all.push_back("events." + column);
    }
    return joined(all);
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
    if (size() == 0) variables.names = others.variables.names;
    absent.insert(others.absent.begin(), others.absent.end());
    for (std::size_t n = 0; n < others.size(); ++n) add(others.events[n], others.regimes[n], others[n]);
    if (variables.names == others.variables.names) {
        variables.values.append(others.variables.values.data(), others.variables.values.size());
    }
}

void Sequences::move_to_file(std::string const& directory) {
    events.move_to_file(directory), regimes.move_to_file(directory);
    offsets.move_to_file(directory), jets.move_to_file(directory), variables.values.move_to_file(directory);
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
    result.variables.names = sequences.variables.names;
    for (std::size_t const n : order) {
        result.add(sequences.events[n], sequences.regimes[n], sequences[n]);
        result.variables.values.append(sequences.variables.row(n), sequences.variables.names.size());
    }
    return result;
}

void write_sequences(std::string const& path, Sequences const& sequences, Attributes attributes) {
    std::size_t const width = std::max<std::size_t>(1, sequences.longest());
    std::vector<EventRow> events;
    std::vector<JetRow> jets(sequences.size() * width);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        events.push_back(rows::row_of(sequences.events[n], sequences.regimes[n]));
        std::size_t i = n * width;
        for (Jet const& jet : sequences[n]) jets[i++] = {1, 0, jet.pt, jet.eta, jet.phi, jet.e};
    }
    attributes["jet_pt_min"] = std::to_string(sequences.selection.pt_min);
    attributes["jet_abs_eta_max"] = std::to_string(sequences.selection.abs_eta_max);

    OutputFile output{path};
    h5::NewFile file{output.temporary_path()};
    write_header(file, "jetseq_sequences", std::move(attributes));
    auto const fields = rows::without(sequences.absent, "events", rows::event_fields(true));
    file.write_table("events", fields, sizeof(EventRow), events.size(), 0, events.data());
    file.write_table_attribute("events", "flavour_label", {"ggF_DY", "VBF"});
    file.write_table("jets", rows::jet_fields(false), sizeof(JetRow), sequences.size(), width, jets.data());
    if (!sequences.variables.names.empty()) {
        auto const columns = variable_fields(sequences.variables.names);
        file.write_table("variables", columns, columns.size() * sizeof(float), sequences.size(), 0,
                         sequences.variables.values.data());
    }
    file.close();
    output.commit();
}

Sequences read_sequences(std::string const& path, Names const& names) {
    Sequences sequences;
    read_sequences(path, names, {}, sequences);
    return sequences;
}

void read_sequences(std::string const& path, Names const& names, MemoryLimit const& limit, Sequences& sequences) {
    h5::InputFile const file{path};
    h5::InputTable const events{file, names.of("events"), 1}, jets{file, names.of("jets"), 2};
    if (events.rows() != jets.rows()) {
        throw Error{jets.where() + " has " + std::to_string(jets.rows()) + " rows but " + events.where() + " has " +
                    std::to_string(events.rows()) + " (they share the row). The file is damaged; make it again"};
    }
    auto const fields = columns_present(events, names);
    if (!names.variables.empty() && file.has("variables")) {
        read_variables(file, names.variables, events.rows(), sequences.variables.values);
    }
    JetReader const reader{jets, names};
    auto const absent = absent_columns(fields);
    sequences.absent.insert(absent.begin(), absent.end());
    rows::UnknownMarker const mark_unknown{absent};

    agree_on_selection(sequences, selection_of(file));
    std::size_t const fit = std::max<std::size_t>(1, bytes_per_block / (jets.width() * sizeof(JetRow) + 1));
    std::size_t const most = std::min(rows_per_block, fit);
    for (std::size_t first = 0; first < events.rows(); first += most) {
        std::size_t const count = std::min(most, events.rows() - first);
        std::vector<EventRow> infos(count);
        events.read(fields, sizeof(EventRow), first, count, infos.data());
        auto const block = reader.block(first, count);
        std::size_t const more = count * jets.width() * sizeof(Jet);
        if (!sequences.in_file() && sequences.bytes() + more > limit.bytes) sequences.move_to_file(limit.directory);
        for (std::size_t i = 0; i < count; ++i) {
            rows::check(infos[i], events.where(), first + i);
            if (names.mev) infos[i].met *= gev_per_mev, infos[i].pt_miss *= gev_per_mev;
            EventInfo info = rows::info_of(infos[i]);
            mark_unknown(info);
            sequences.add(info, static_cast<Regime>(infos[i].regime),
                          reader.jets_of_row(block.data() + i * jets.width(), first + i));
        }
    }
}

std::vector<std::string> files_matching(std::vector<std::string> const& patterns) {
    std::map<std::string, std::string> files;  // what a path leads to -> as it was spelt first
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
        if (failed) throw Error{"no file matches " + pattern + " (no such file). Check the path"};
    }
    std::vector<std::string> sorted;
    sorted.reserve(files.size());
    for (auto const& [canonical, path] : files) sorted.push_back(path);
    return sorted;
}

}  // namespace jetseq
