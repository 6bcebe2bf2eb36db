#include "data/events/event_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

#include "core/io/output_file.hpp"
#include "data/events/checks.hpp"
#include "data/events/file_header.hpp"
#include "data/events/rows.hpp"
#include "event/kinematics.hpp"

namespace jetseq::data {
namespace {

using rows::EventRow, rows::JetRow, rows::LargeJetRow, rows::LeptonRow;

constexpr std::size_t rows_per_look = 1024, rows_looked_at = 16384;  // by only_zeros()
constexpr std::size_t few_values = 5;                                // fewer may all be 0 by chance
constexpr std::size_t many_values = 1000;                            // enough to judge a unit

/// The length of the longest list among `events`, at least 1.
template <class Objects>
std::size_t longest(std::vector<Event> const& events, Objects const& objects) {
    std::size_t width = 1;
    for (auto const& event : events) width = std::max(width, objects(event).size());
    return width;
}

JetRow row_of(Event const& event, std::size_t i) {
    Jet const& jet = event.jets[i];
    return {1, event.btag.empty() ? std::int8_t{0} : event.btag[i], jet.pt, jet.eta, jet.phi, jet.e};
}

LargeJetRow row_of(LargeJet const& jet) { return {1, jet.pt, jet.eta, jet.phi, jet.m, jet.d2, jet.n_trk}; }

LeptonRow row_of(Lepton const& lepton) {
    return {1, static_cast<std::int8_t>(lepton.quality), lepton.pt, lepton.eta, lepton.phi, lepton.pdg_id};
}

void write_event_table(h5::NewFile& file, std::vector<Event> const& events, Absent const& absent) {
    std::vector<EventRow> table;
    table.reserve(events.size());
    for (auto const& event : events) table.push_back(rows::row_of(event.info, Regime::none));
    auto const fields = rows::without(absent, "events", rows::event_fields(false));
    file.write_table("events", fields, sizeof(EventRow), table.size(), 0, table.data());
    file.write_table_attribute("events", "flavour_label", {"ggF_DY", "VBF"});
}

void write_jet_table(h5::NewFile& file, std::vector<Event> const& events, Absent const& absent) {
    std::size_t const width = longest(
        events, [](Event const& event) -> auto& { return event.jets; });
    std::vector<JetRow> table(events.size() * width);
    for (std::size_t n = 0; n < events.size(); ++n) {
        for (std::size_t i = 0; i < events[n].jets.size(); ++i) table[n * width + i] = row_of(events[n], i);
    }
    auto const fields = rows::without(absent, "jets", rows::jet_fields(true));
    file.write_table("jets", fields, sizeof(JetRow), events.size(), width, table.data());
}

template <class Row, class Objects>
void write_object_table(h5::NewFile& file, std::string const& name, std::vector<h5::Field> const& fields,
                        std::vector<Event> const& events, Absent const& absent, Objects const& objects) {
    if (absent.count(name) > 0) return;
    std::size_t const width = longest(events, objects);
    std::vector<Row> table(events.size() * width);
    for (std::size_t n = 0; n < events.size(); ++n) {
        std::size_t i = n * width;
        for (auto const& object : objects(events[n])) table[i++] = row_of(object);
    }
    file.write_table(name, rows::without(absent, name, fields), sizeof(Row), events.size(), width, table.data());
}

LeptonRow const unknown_lepton{0, -1, 0, 0, 0, 0};
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
JetRow const unknown_jet{0, -1, 0, 0, 0, 0};
LargeJetRow const unknown_large_jet{0, 0, 0, 0, 0, not_a_number, -1};

/// A table or column that a file of events may lack.
std::map<std::string, std::vector<std::string>> const optional_columns{
    {"events", {"signalType", "mcEventWeight", "mass", "spin", "met", "met_phi", "pt_miss"}},
    {"jets", {"btag"}},
    {"large_jets", {"d2", "n_trk"}},
    {"leptons", {"quality"}},
};

/// Whether the file may lack a table: only if it says that it holds events.
std::optional<h5::InputTable> optional_table(h5::InputFile const& file, std::string const& name) {
    if (!file.has(name) && file.attributes()["kind"] == "jetseq_events") return std::nullopt;
    return h5::InputTable{file, name, 2};
}

/// Adds `name` if there is no `table`, and the optional columns that are missing.
void add_absent(std::string const& name, h5::InputTable const* table, Absent& absent) {
    if (!table) absent.insert(name);
    for (auto const& column : optional_columns.at(name)) {
        if (!table || !table->has(column)) absent.insert(name + "." + column);
    }
}

Absent absent_of(h5::InputTable const& events, h5::InputTable const& jets,
                 std::optional<h5::InputTable> const& large_jets, std::optional<h5::InputTable> const& leptons) {
    Absent absent;
    add_absent("events", &events, absent), add_absent("jets", &jets, absent);
    add_absent("large_jets", large_jets ? &*large_jets : nullptr, absent);
    add_absent("leptons", leptons ? &*leptons : nullptr, absent);
    return absent;
}

/// Throws Error unless `table` has as many rows as `events`.
void require_rows(h5::InputTable const& table, h5::InputTable const& events) {
    if (table.rows() == events.rows()) return;
    throw Error{table.where() + " has " + std::to_string(table.rows()) + " rows but /events has " +
                std::to_string(events.rows()) + " (they share the row). The file is damaged; make it again"};
}

Jet object_of(JetRow const& row) { return {row.pt, row.eta, row.phi, row.e}; }

LargeJet object_of(LargeJetRow const& row) { return {row.pt, row.eta, row.phi, row.m, row.d2, row.n_trk}; }

Lepton object_of(LeptonRow const& row) {
    return {row.pt, row.eta, row.phi, row.pdg_id, static_cast<LeptonQuality>(row.quality)};
}

/// A block of rows of a table of objects.
template <class Row>
class ObjectBlock {
public:
    /// Rows [first, first + count) of `table`, in `memory`. `unknown`: the values of columns that are not in `fields`.
    ObjectBlock(h5::InputTable const& table, std::vector<h5::Field> const& fields, std::size_t first, std::size_t count,
                Row const& unknown, std::vector<char>& memory)
        : table_{table}, first_{first}, size_{count * table.width()} {
        if (memory.size() < size_ * sizeof(Row)) memory.resize(size_ * sizeof(Row));
        rows_ = reinterpret_cast<Row*>(memory.data());  // operator new aligns for every row
        std::uninitialized_fill_n(rows_, size_, unknown);
        table.read(fields, sizeof(Row), first, count, rows_, [this](std::size_t i) { return rows_[i].valid == 0; });
    }

    /// Calls `take(event, object, row)` for each valid object, checked, with phi in (-pi, pi].
    template <class Take>
    void each(checks::LargestValue& largest_pt, Take const& take) const {
        std::string const place = table_.where();
        for (std::size_t i = 0; i < size_; ++i) {
            checks::require_flag(rows_[i].valid, "valid", place, row_of(i));
            if (!rows_[i].valid) continue;
            auto object = object_of(rows_[i]);
            checks::require(object, place, row_of(i));
            if (!(std::fabs(object.phi) <= 3.14159274F)) object.phi = wrapped_phi(object.phi);
            largest_pt.look(object.pt);
            take(i / table_.width(), object, rows_[i]);
        }
    }

private:
    std::size_t row_of(std::size_t i) const noexcept { return first_ + i / table_.width(); }

    h5::InputTable const& table_;
    std::size_t first_, size_;
    Row* rows_ = nullptr;
};

}  // namespace

void write_events(std::string const& path, std::vector<Event> const& events, Attributes attributes,
                  Absent const& absent) {
    OutputFile output{path};
    write_events(output, events, std::move(attributes), absent);
    output.commit();
}

void write_events(OutputFile const& output, std::vector<Event> const& events, Attributes attributes,
                  Absent const& absent) {
    require_kind_or_nothing(output.path(), "jetseq_events");
    h5::NewFile file{output.temporary_path()};
    write_header(file, "jetseq_events", std::move(attributes));
    write_event_table(file, events, absent);
    write_jet_table(file, events, absent);
    write_object_table<LargeJetRow>(
        file, "large_jets", rows::large_jet_fields(), events, absent,
        [](Event const& event) -> auto& { return event.large_jets; });
    write_object_table<LeptonRow>(
        file, "leptons", rows::lepton_fields(), events, absent,
        [](Event const& event) -> auto& { return event.leptons; });
    file.close();
}

EventReader::EventReader(std::string const& path)
    : file_{path},
      events_{file_, "events", 1},
      jets_{file_, "jets", 2},
      large_jets_{optional_table(file_, "large_jets")},
      leptons_{optional_table(file_, "leptons")},
      absent_{absent_of(events_, jets_, large_jets_, leptons_)},
      mark_unknown_{absent_} {
    require_rows(jets_, events_);
    if (large_jets_) require_rows(*large_jets_, events_);
    if (leptons_) require_rows(*leptons_, events_);
}

void EventReader::read(std::size_t first, std::size_t count, std::vector<Event>& events) {
    events.resize(count);
    read_infos(first, count, events);
    read_jets(first, count, events);
    if (large_jets_) read_large_jets(first, count, events);
    if (leptons_) read_leptons(first, count, events);
    judge_units(first + count == size());
}

void EventReader::read_infos(std::size_t first, std::size_t count, std::vector<Event>& events) {
    std::vector<EventRow> infos(count);
    std::string const place = events_.where();
    auto const fields = rows::without(absent_, "events", rows::event_fields(false));
    events_.read(fields, sizeof(EventRow), first, count, infos.data());
    for (std::size_t i = 0; i < count; ++i) {
        checks::require(infos[i], place, first + i);
        if (infos[i].met > 0) met_.look(infos[i].met);
        if (infos[i].pt_miss > 0) pt_miss_.look(infos[i].pt_miss);
        events[i].info = rows::info_of(infos[i]);
        mark_unknown_(events[i].info);
        events[i].jets.clear(), events[i].btag.clear(), events[i].large_jets.clear(), events[i].leptons.clear();
    }
}

void EventReader::read_jets(std::size_t first, std::size_t count, std::vector<Event>& events) {
    bool const has_tags = absent_.count("jets.btag") == 0;
    std::string const place = jets_.where();
    auto const fields = rows::without(absent_, "jets", rows::jet_fields(true));
    ObjectBlock<JetRow> const block{jets_, fields, first, count, unknown_jet, block_};
    block.each(jet_pt_, [&](std::size_t n, Jet const& jet, JetRow const& row) {
        if (has_tags) checks::require_flag(row.btag, "btag", place, first + n);
        events[n].jets.push_back(jet), events[n].btag.push_back(row.btag);
    });
}

void EventReader::read_large_jets(std::size_t first, std::size_t count, std::vector<Event>& events) {
    auto const fields = rows::without(absent_, "large_jets", rows::large_jet_fields());
    ObjectBlock<LargeJetRow> const block{*large_jets_, fields, first, count, unknown_large_jet, block_};
    block.each(large_jet_pt_,
               [&](std::size_t n, LargeJet const& jet, LargeJetRow const&) { events[n].large_jets.push_back(jet); });
}

void EventReader::read_leptons(std::size_t first, std::size_t count, std::vector<Event>& events) {
    bool const has_quality = absent_.count("leptons.quality") == 0;
    std::string const place = leptons_->where();
    auto const fields = rows::without(absent_, "leptons", rows::lepton_fields());
    ObjectBlock<LeptonRow> const block{*leptons_, fields, first, count, unknown_lepton, block_};
    block.each(lepton_pt_, [&](std::size_t n, Lepton const& lepton, LeptonRow const& row) {
        if (has_quality) checks::require_quality(row.quality, place, first + n);
        events[n].leptons.push_back(lepton);
    });
}

/// Judges the unit by many values, because the first events of a file may be soft, or by all values of a short file.
void EventReader::judge_units(bool at_the_end) const {
    auto const judge = [&](checks::LargestValue const& largest, h5::InputTable const& table) {
        if (at_the_end || largest.values() >= many_values) largest.judge(table.where());
    };
    judge(jet_pt_, jets_), judge(met_, events_), judge(pt_miss_, events_);
    if (large_jets_) judge(large_jet_pt_, *large_jets_);
    if (leptons_) judge(lepton_pt_, *leptons_);
}

namespace {

/// A column in which only 0 has been seen.
struct OnlyZeros {
    std::size_t values = 0;
    bool so_far = true;

    void look(float value) noexcept { ++values, so_far = so_far && value == 0; }
    bool found() const noexcept { return so_far && values >= few_values; }
};

}  // namespace

Absent EventReader::only_zeros() {
    OnlyZeros met, pt_miss, d2, n_trk;
    std::vector<Event> events;
    auto const go_on = [&] { return met.so_far || pt_miss.so_far || d2.so_far || n_trk.so_far; };
    for (std::size_t first = 0; first < std::min(size(), rows_looked_at) && go_on(); first += rows_per_look) {
        read(first, std::min(rows_per_look, size() - first), events);
        for (auto const& event : events) {
            met.look(event.info.met), pt_miss.look(event.info.pt_miss);
            for (auto const& jet : event.large_jets) d2.look(jet.d2), n_trk.look(static_cast<float>(jet.n_trk));
        }
    }
    Absent found;
    if (met.found()) found.insert("events.met");
    if (pt_miss.found()) found.insert("events.pt_miss");
    if (d2.found()) found.insert("large_jets.d2");
    if (n_trk.found()) found.insert("large_jets.n_trk");
    return found;
}

std::vector<Event> read_events(std::string const& path) {
    EventReader reader{path};
    std::vector<Event> events, block;
    events.reserve(reader.size());
    for (std::size_t first = 0; first < reader.size(); first += rows_per_block) {
        reader.read(first, std::min(rows_per_block, reader.size() - first), block);
        events.insert(events.end(), block.begin(), block.end());
    }
    return events;
}

Attributes read_attributes(std::string const& path) { return h5::InputFile{path}.attributes(); }

}  // namespace jetseq::data
