#pragma once
#include <cstdint>
#include <vector>

#include "data/events/names.hpp"
#include "data/hdf5/hdf5.hpp"
#include "event/absent.hpp"
#include "event/event.hpp"

/// The rows of jetseq's HDF5 tables as structs, and the list of their columns: the schema in one place.
namespace jetseq::data::rows {

/// A row of /events; only sequence files have `regime`.
struct EventRow {
    std::uint64_t event_number = 0;
    std::int32_t sample_id = 0;
    std::int32_t signal_type = -1;
    float weight = 1;
    float mass = 0;
    std::int32_t spin = 0;
    std::int32_t leptons = 0;
    float met = 0;
    float met_phi = 0;
    float pt_miss = 0;
    std::int32_t regime = 0;
};

struct JetRow {
    std::int8_t valid = 0;
    std::int8_t btag = 0;
    float pt = 0, eta = 0, phi = 0, e = 0;
};

struct LargeJetRow {
    std::int8_t valid = 0;
    float pt = 0, eta = 0, phi = 0, m = 0, d2 = 0;
    std::int32_t n_trk = 0;
};

struct LeptonRow {
    std::int8_t valid = 0;
    std::int8_t quality = 0;
    float pt = 0, eta = 0, phi = 0;
    std::int32_t pdg_id = 0;
};

/// Those of the `fields` of `table` ("events") that are not in `absent` ("events.met").
std::vector<h5::Field> without(Absent const& absent, std::string const& table, std::vector<h5::Field> fields);

std::vector<h5::Field> event_fields(bool with_regime);
std::vector<h5::Field> jet_fields(bool with_btag);
std::vector<h5::Field> large_jet_fields();
std::vector<h5::Field> lepton_fields();

EventRow row_of(EventInfo const& info, Regime regime);
EventInfo info_of(EventRow const& row);

/// Marks the numbers of an event that its file lacks as unknown.
class UnknownMarker {
public:
    explicit UnknownMarker(Absent const& absent);
    void operator()(EventInfo& info) const noexcept;

private:
    bool met_, met_phi_, pt_miss_, spin_;
};

/// A place in a file, for messages: "a.h5: /jets, row 3".
std::string place(std::string const& table, std::size_t row);

}  // namespace jetseq::data::rows
