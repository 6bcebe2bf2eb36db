#include "simulate/jets/jet_file.hpp"

#include <cstddef>

#include "core/error.hpp"
#include "data/events/file_header.hpp"
#include "data/hdf5/input_table.hpp"

namespace jetseq::simulate {
namespace {

namespace h5 = data::h5;

constexpr char jets_kind[] = "jetseq_jets";

std::vector<h5::Field> jet_fields() {
    return {
        {"eventNumber", H5T_NATIVE_UINT64, offsetof(LabelledJet, number)},
        {"sampleId", H5T_NATIVE_INT32, offsetof(LabelledJet, sample_id)},
        {"mcEventWeight", H5T_NATIVE_FLOAT, offsetof(LabelledJet, weight), true},
        {"flavour", H5T_NATIVE_INT32, offsetof(LabelledJet, flavour)},
        {"pt", H5T_NATIVE_FLOAT, offsetof(LabelledJet, pt)},
        {"eta", H5T_NATIVE_FLOAT, offsetof(LabelledJet, eta)},
        {"phi", H5T_NATIVE_FLOAT, offsetof(LabelledJet, phi)},
        {"m", H5T_NATIVE_FLOAT, offsetof(LabelledJet, m)},
        {"n_constituents", H5T_NATIVE_INT32, offsetof(LabelledJet, n_constituents)},
        {"n_tracks", H5T_NATIVE_INT32, offsetof(LabelledJet, n_tracks)},
    };
}

std::vector<h5::Field> constituent_fields() {
    return {
        {"valid", h5::bool_type(), offsetof(JetConstituent, valid)},
        {"charge", H5T_NATIVE_INT8, offsetof(JetConstituent, charge)},
        {"photon", h5::bool_type(), offsetof(JetConstituent, photon)},
        {"pt", H5T_NATIVE_FLOAT, offsetof(JetConstituent, pt)},
        {"deta", H5T_NATIVE_FLOAT, offsetof(JetConstituent, deta)},
        {"dphi", H5T_NATIVE_FLOAT, offsetof(JetConstituent, dphi)},
        {"d0", H5T_NATIVE_FLOAT, offsetof(JetConstituent, d0)},
        {"z0", H5T_NATIVE_FLOAT, offsetof(JetConstituent, z0)},
    };
}

}  // namespace

void write_jets(std::string const& path, JetSample const& sample, data::Attributes attributes) {
    OutputFile output{path};
    write_jets(output, sample, std::move(attributes));
    output.commit();
}

void write_jets(OutputFile const& output, JetSample const& sample, data::Attributes attributes) {
    data::require_kind_or_nothing(output.path(), jets_kind);
    h5::NewFile file{output.temporary_path()};
    data::write_header(file, jets_kind, std::move(attributes));
    file.write_table("jets", jet_fields(), sizeof(LabelledJet), sample.jets.size(), 0, sample.jets.data());
    file.write_table("constituents", constituent_fields(), sizeof(JetConstituent), sample.jets.size(), sample.width,
                     sample.constituents.data());
    file.close();
}

JetSample read_jets(std::string const& path) {
    h5::InputFile const file{path};
    h5::InputTable const jets{file, "jets", 1}, constituents{file, "constituents", 2};
    if (constituents.rows() != jets.rows()) {
        throw Error{constituents.where() + " has " + std::to_string(constituents.rows()) + " rows but /jets has " +
                    std::to_string(jets.rows()) + " (they share the row). The file is damaged; make it again"};
    }
    JetSample sample;
    sample.width = constituents.width();
    sample.jets.resize(jets.rows());
    sample.constituents.resize(jets.rows() * sample.width);
    jets.read(jet_fields(), sizeof(LabelledJet), 0, jets.rows(), sample.jets.data());
    constituents.read(constituent_fields(), sizeof(JetConstituent), 0, jets.rows(), sample.constituents.data());
    return sample;
}

}  // namespace jetseq::simulate
