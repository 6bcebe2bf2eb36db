#include "data/events/rows.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace jetseq::data::rows {

std::vector<h5::Field> without(Absent const& absent, std::string const& table, std::vector<h5::Field> fields) {
    auto const is_absent = [&](h5::Field const& field) { return absent.count(table + "." + field.name) > 0; };
    fields.erase(std::remove_if(fields.begin(), fields.end(), is_absent), fields.end());
    return fields;
}

std::vector<h5::Field> event_fields(bool with_regime) {
    std::vector<h5::Field> fields{
        {"eventNumber", H5T_NATIVE_UINT64, offsetof(EventRow, event_number)},
        {"sampleId", H5T_NATIVE_INT32, offsetof(EventRow, sample_id)},
        {"signalType", H5T_NATIVE_INT32, offsetof(EventRow, signal_type)},
        {"mcEventWeight", H5T_NATIVE_FLOAT, offsetof(EventRow, weight), true},
        {"mass", H5T_NATIVE_FLOAT, offsetof(EventRow, mass)},
        {"spin", H5T_NATIVE_INT32, offsetof(EventRow, spin)},
        {"leptons", H5T_NATIVE_INT32, offsetof(EventRow, leptons)},
        {"met", H5T_NATIVE_FLOAT, offsetof(EventRow, met)},
        {"met_phi", H5T_NATIVE_FLOAT, offsetof(EventRow, met_phi)},
        {"pt_miss", H5T_NATIVE_FLOAT, offsetof(EventRow, pt_miss)},
    };
    if (with_regime) fields.push_back({"regime", H5T_NATIVE_INT32, offsetof(EventRow, regime)});
    return fields;
}

std::vector<h5::Field> jet_fields(bool with_btag) {
    std::vector<h5::Field> fields{
        {"valid", h5::bool_type(), offsetof(JetRow, valid)}, {"pt", H5T_NATIVE_FLOAT, offsetof(JetRow, pt)},
        {"eta", H5T_NATIVE_FLOAT, offsetof(JetRow, eta)},    {"phi", H5T_NATIVE_FLOAT, offsetof(JetRow, phi)},
        {"e", H5T_NATIVE_FLOAT, offsetof(JetRow, e)},
    };
    if (with_btag) fields.push_back({"btag", H5T_NATIVE_INT8, offsetof(JetRow, btag)});
    return fields;
}

std::vector<h5::Field> large_jet_fields() {
    return {
        {"valid", h5::bool_type(), offsetof(LargeJetRow, valid)},
        {"pt", H5T_NATIVE_FLOAT, offsetof(LargeJetRow, pt)},
        {"eta", H5T_NATIVE_FLOAT, offsetof(LargeJetRow, eta)},
        {"phi", H5T_NATIVE_FLOAT, offsetof(LargeJetRow, phi)},
        {"m", H5T_NATIVE_FLOAT, offsetof(LargeJetRow, m)},
        {"d2", H5T_NATIVE_FLOAT, offsetof(LargeJetRow, d2)},
        {"n_trk", H5T_NATIVE_INT32, offsetof(LargeJetRow, n_trk)},
    };
}

std::vector<h5::Field> lepton_fields() {
    return {
        {"valid", h5::bool_type(), offsetof(LeptonRow, valid)},
        {"pt", H5T_NATIVE_FLOAT, offsetof(LeptonRow, pt)},
        {"eta", H5T_NATIVE_FLOAT, offsetof(LeptonRow, eta)},
        {"phi", H5T_NATIVE_FLOAT, offsetof(LeptonRow, phi)},
        {"pdg_id", H5T_NATIVE_INT32, offsetof(LeptonRow, pdg_id)},
        {"quality", H5T_NATIVE_INT8, offsetof(LeptonRow, quality)},
    };
}

EventRow row_of(EventInfo const& info, Regime regime) {
    return {info.event_number,
            info.sample_id,
            static_cast<std::int32_t>(info.production),
            info.weight,
            info.mass,
            info.spin,
            info.leptons,
            info.met,
            info.met_phi,
            info.pt_miss,
            static_cast<std::int32_t>(regime)};
}

EventInfo info_of(EventRow const& row) {
    return {row.event_number, row.sample_id, static_cast<Production>(row.signal_type),
            row.weight,       row.mass,      row.spin,
            row.leptons,      row.met,       row.met_phi,
            row.pt_miss};
}

UnknownMarker::UnknownMarker(Absent const& absent)
    : met_{absent.count("events.met") > 0},
      met_phi_{absent.count("events.met_phi") > 0},
      pt_miss_{absent.count("events.pt_miss") > 0},
      spin_{absent.count("events.spin") > 0} {}

void UnknownMarker::operator()(EventInfo& info) const noexcept {
    constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
    if (met_) info.met = unknown;
    if (met_phi_) info.met_phi = unknown;
    if (pt_miss_) info.pt_miss = unknown;
    if (spin_) info.spin = -1;
}

std::string place(std::string const& table, std::size_t row) { return table + ", row " + std::to_string(row); }

}  // namespace jetseq::data::rows
