#include "jetseq/data/event_file.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "jetseq/data/file_header.hpp"
#include "jetseq/data/rows.hpp"
#include "jetseq/event/output_file.hpp"

namespace jetseq {
namespace {

using rows::EventRow, rows::JetRow, rows::LargeJetRow, rows::LeptonRow;

constexpr std::size_t rows_per_block = 4096;

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

void write_event_table(h5::NewFile& file, std::vector<Event> const& events) {
    std::vector<EventRow> table;
    table.reserve(events.size());
    for (auto const& event : events) table.push_back(rows::row_of(event.info, Regime::none));
    file.write_table("events", rows::event_fields(false), sizeof(EventRow), table.size(), 0, table.data());
    file.write_table_attribute("events", "flavour_label", {"ggF_DY", "VBF"});
}

void write_jet_table(h5::NewFile& file, std::vector<Event> const& events) {
    std::size_t const width = longest(
        events, [](Event const& event) -> auto& { return event.jets; });
    std::vector<JetRow> table(events.size() * width);
    for (std::size_t n = 0; n < events.size(); ++n) {
        for (std::size_t i = 0; i < events[n].jets.size(); ++i) table[n * width + i] = row_of(events[n], i);
    }
    file.write_table("jets", rows::jet_fields(true), sizeof(JetRow), events.size(), width, table.data());
}

template <class Row, class Objects>
void write_object_table(h5::NewFile& file, std::string const& name, std::vector<h5::Field> const& fields,
                        std::vector<Event> const& events, Objects const& objects) {
    std::size_t const width = longest(events, objects);
    std::vector<Row> table(events.size() * width);
    for (std::size_t n = 0; n < events.size(); ++n) {
        std::size_t i = n * width;
        for (auto const& object : objects(events[n])) table[i++] = row_of(object);
    }
    file.write_table(name, fields, sizeof(Row), events.size(), width, table.data());
}

/// Rows [first, first + count) of `table`, in `memory`.
template <class Row>
View<Row> read_block(h5::InputTable const& table, std::vector<h5::Field> const& fields, std::size_t first,
                     std::size_t count, std::vector<char>& memory) {
    std::size_t const size = count * table.width();
    if (memory.size() < size * sizeof(Row)) memory.resize(size * sizeof(Row));
    auto* const rows = reinterpret_cast<Row*>(memory.data());  // operator new aligns for every row
    std::uninitialized_fill_n(rows, size, Row{});  // for columns that are not among `fields`
    table.read(fields, sizeof(Row), first, count, rows);
    return {rows, size};
}

/// Throws Error unless `table` has as many rows as `events`.
void require_rows(h5::InputTable const& table, h5::InputTable const& events) {
    if (table.rows() == events.rows()) return;
    throw Error{table.where() + " has " + std::to_string(table.rows()) + " rows but /events has " +
                std::to_string(events.rows()) + " (they share the row). The file is damaged; make it again"};
}

void require_finite(bool finite, h5::InputTable const& table, std::size_t row) {
    if (finite) return;
    throw Error{rows::place(table.where(), row) +
                " holds NaN or infinity (finite numbers expected). "
                "Mark the object as not valid, or leave it out"};
}

void take_jets(View<JetRow> block, h5::InputTable const& table, std::size_t first, std::vector<Event>& events) {
    for (std::size_t i = 0; i < block.size(); ++i) {
        if (!block[i].valid) continue;
        std::size_t const n = i / table.width();
        events[n].jets.push_back({block[i].pt, block[i].eta, block[i].phi, block[i].e});
        events[n].btag.push_back(block[i].btag);
        if (!rows::is_sound(events[n].jets.back())) rows::check(events[n].jets.back(), table.where(), first + n);
    }
}

void take_large_jets(View<LargeJetRow> block, h5::InputTable const& table, std::size_t first,
                     std::vector<Event>& events) {
    for (std::size_t i = 0; i < block.size(); ++i) {
        LargeJetRow const& row = block[i];
        if (!row.valid) continue;
        std::size_t const n = i / table.width();
        require_finite(std::isfinite(row.pt + row.eta + row.phi + row.m + row.d2), table, first + n);
        events[n].large_jets.push_back({row.pt, row.eta, row.phi, row.m, row.d2, row.n_trk});
    }
}

void take_leptons(View<LeptonRow> block, h5::InputTable const& table, std::size_t first, std::vector<Event>& events) {
    for (std::size_t i = 0; i < block.size(); ++i) {
        LeptonRow const& row = block[i];
        if (!row.valid) continue;
        std::size_t const n = i / table.width();
        require_finite(std::isfinite(row.pt + row.eta + row.phi), table, first + n);
        events[n].leptons.push_back({row.pt, row.eta, row.phi, row.pdg_id, static_cast<LeptonQuality>(row.quality)});
    }
}

}  // namespace

void write_events(std::string const& path, std::vector<Event> const& events, Attributes attributes) {
    OutputFile output{path};
    h5::NewFile file{output.temporary_path()};
    write_header(file, "jetseq_events", std::move(attributes));
    write_event_table(file, events);
    write_jet_table(file, events);
    write_object_table<LargeJetRow>(
        file, "large_jets", rows::large_jet_fields(), events,
        [](Event const& event) -> auto& { return event.large_jets; });
    write_object_table<LeptonRow>(
        file, "leptons", rows::lepton_fields(), events, [](Event const& event) -> auto& { return event.leptons; });
    file.close();
    output.commit();
}

EventReader::EventReader(std::string const& path)
    : file_{path},
      events_{file_, "events", 1},
      jets_{file_, "jets", 2},
      large_jets_{file_, "large_jets", 2},
      leptons_{file_, "leptons", 2} {
    for (auto const* table : {&jets_, &large_jets_, &leptons_}) require_rows(*table, events_);
}

void EventReader::read(std::size_t first, std::size_t count, std::vector<Event>& events) {
    events.resize(count);
    auto const infos = read_block<EventRow>(events_, rows::event_fields(false), first, count, block_);
    for (std::size_t i = 0; i < count; ++i) {
        if (!rows::is_sound(infos[i])) rows::check(infos[i], events_.where(), first + i);
        events[i].info = rows::info_of(infos[i]);
        events[i].jets.clear(), events[i].btag.clear(), events[i].large_jets.clear(), events[i].leptons.clear();
    }
    take_jets(read_block<JetRow>(jets_, rows::jet_fields(true), first, count, block_), jets_, first, events);
    take_large_jets(read_block<LargeJetRow>(large_jets_, rows::large_jet_fields(), first, count, block_), large_jets_,
                    first, events);
    take_leptons(read_block<LeptonRow>(leptons_, rows::lepton_fields(), first, count, block_), leptons_, first, events);
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

}  // namespace jetseq
