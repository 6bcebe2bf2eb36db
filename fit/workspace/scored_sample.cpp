#include "fit/workspace/scored_sample.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "data/events/checks.hpp"
#include "data/hdf5/input_table.hpp"
#include "data/sequences/identity.hpp"
#include "data/sequences/split.hpp"
#include "event/threshold.hpp"
#include "event/unknown_number.hpp"
#include "select/cuts/vbf_cuts.hpp"

namespace jetseq::fit {
namespace {

struct ScoredRow {
    std::uint64_t event_number = 0;
    std::int32_t sample_id = 0, label = -1;
    double score = 0, weight = 1, observable = 0, m_jj = 0, delta_eta = 0;
};

std::string score_column(data::h5::InputTable const& table, std::string const& wanted) {
    if (!wanted.empty()) return wanted;
    std::vector<std::string> found;
    for (auto const& name : table.columns()) {
        if (name.size() > 5 && name.ends_with("_pVBF")) found.push_back(name);
    }
    if (found.size() == 1) return found.front();
    throw Error{table.where() + (found.empty() ? " has no scores (no column ends in _pVBF). Score the events first"
                                               : " has several scores (" + joined(found) + "). Say which column")};
}

/// Throws Error if a named column is missing.
void require_renamable(data::h5::InputTable const& table, Columns const& columns) {
    std::pair<char const*, std::string> const by_key[] = {{"columns.score", columns.score},
                                                          {"columns.weight", columns.weight},
                                                          {"columns.observable", columns.observable}};
    for (auto const& [key, name] : by_key) {
        if (name.empty() || table.has(name)) continue;
        throw Error{table.where() + " has no column '" + name + "' (it has: " + joined(table.columns()) +
                    "). Name the right one with the key " + key +
                    (name == columns.weight ? ", or set it to \"\" for weights of 1" : "") +
                    did_you_mean(name, table.columns())};
    }
}

std::vector<ScoredRow> read_rows(data::h5::InputTable const& table, Columns const& columns, bool with_cuts) {
    std::vector<data::h5::Field> fields{
        {"eventNumber", H5T_NATIVE_UINT64, offsetof(ScoredRow, event_number)},
        {"sampleId", H5T_NATIVE_INT32, offsetof(ScoredRow, sample_id)},
        {score_column(table, columns.score), H5T_NATIVE_DOUBLE, offsetof(ScoredRow, score)}};
    auto const add = [&](std::string const& name, hid_t type, std::size_t offset) {
        if (!name.empty()) fields.push_back({name, type, offset});
    };
    add(columns.weight, H5T_NATIVE_DOUBLE, offsetof(ScoredRow, weight));
    add(columns.observable, H5T_NATIVE_DOUBLE, offsetof(ScoredRow, observable));
    if (columns.label != -2 || table.has("signalType")) add("signalType", H5T_NATIVE_INT32, offsetof(ScoredRow, label));
    if (with_cuts) {
        add(columns.m_jj, H5T_NATIVE_DOUBLE, offsetof(ScoredRow, m_jj));
        add(columns.delta_eta, H5T_NATIVE_DOUBLE, offsetof(ScoredRow, delta_eta));
    }
    require_renamable(table, columns);
    std::vector<ScoredRow> rows(table.rows());
    table.read(fields, sizeof(ScoredRow), 0, rows.size(), rows.data());
    return rows;
}

void require_sound(ScoredRow const& row, Columns const& columns, std::string const& where, std::size_t n) {
    auto const refuse = [&](std::string const& what, double value, std::string const& expected) {
        throw Error{where + ", row " + std::to_string(n) + ": " + what + " is " + significant(value, 6) + " (" +
                    expected + " expected). Check how it was made"};
    };
    if (!(row.score >= 0 && row.score <= 1)) refuse("the score", row.score, "0 to 1");
    auto const require = [&](std::string const& column, double value) {
        if (!std::isfinite(value) || stands_for_unknown(value)) refuse(column, value, "a number that is known");
    };
    require(columns.weight, row.weight), require(columns.observable, row.observable);
}

std::string const& file_of(ScoredSample const& sample, std::size_t id) {
    auto const after = std::upper_bound(sample.files.begin(), sample.files.end(), id,
                                        [](std::size_t n, auto const& file) { return n < file.first; });
    return std::prev(after)->path;
}

}  // namespace

Half half_of(std::int32_t sample_id, std::uint64_t event_number) noexcept {
    return static_cast<Half>(scrambled(event_hash(sample_id, event_number)) & 1);
}

void require_each_once(ScoredSample const& sample) {
    auto const repeat = data::first_repeat(sample.ids);
    if (!repeat) return;
    std::string const &first = file_of(sample, repeat->first), &second = file_of(sample, repeat->second);
    throw Error{sample.process + ": " + data::text_of(sample.ids[repeat->first]) + " appears " +
                (first == second ? "in " + first + " twice" : "in " + first + " and in " + second) +
                " (it would count twice; events are told apart by sampleId and eventNumber). Name each file once, and "
                "give each sample a sampleId of its own"};
}

void add_events(ScoredSample& sample, std::string const& path, Columns const& columns, double scale) {
    data::h5::InputFile const file{path};
    data::h5::InputTable const table{file, "events", 1};
    bool const with_cuts = table.has(columns.m_jj) && table.has(columns.delta_eta);
    auto const rows = read_rows(table, columns, with_cuts);
    VbfCuts const cuts;
    sample.files.push_back({path, sample.ids.size(), 0, file.attributes()["model_sha256"]});
    for (std::size_t n = 0; n < rows.size(); ++n) {
        ScoredRow const& row = rows[n];
        data::checks::require_label(row.label, table.where(), n, "Relabel the file");
        if (columns.label != -2 && row.label != columns.label) continue;
        require_sound(row, columns, table.where(), n);
        sample.files.back().weight += row.weight;
        sample.weight_in_files += scale * row.weight;
        sample.ids.push_back({row.sample_id, row.event_number});
        if (columns.only_test_part && data::part_of(row.sample_id, row.event_number) != data::Part::test) continue;
        sample.score.push_back(row.score);
        sample.weight.push_back(scale * row.weight);
        if (!columns.observable.empty()) sample.observable.push_back(row.observable);
        if (with_cuts) {
            sample.passes_cuts.push_back(is_above(row.m_jj, cuts.m_jj_min) &&
                                         is_above(row.delta_eta, cuts.delta_eta_min));
        }
        sample.half.push_back(half_of(row.sample_id, row.event_number));
    }
}

}  // namespace jetseq::fit
