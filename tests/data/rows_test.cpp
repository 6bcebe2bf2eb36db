#include "data/events/rows.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::SmallFile, test::TemporaryFolder;

std::string complaint_on_reading(SmallFile const& file) {
    TemporaryFolder const folder;
    file.write(folder / "foreign.h5");
    return message_of([&] { read_sequences(folder / "foreign.h5"); });
}

/// A file whose jet in row 1 has `value` as its `column`.
SmallFile with_jet(std::string const& column, double value) {
    SmallFile file;
    file.jet_column(column).values[2] = value;
    return file;
}

TEST(Rows, ValidJetsMustHaveFiniteNumbers) {
    for (auto const* column : {"pt", "eta", "phi", "e"}) {
        std::string const name = column;
        EXPECT_TRUE(says(complaint_on_reading(with_jet(name, NAN)), {"foreign.h5: /jets, row 1", name + " nan"}));
        EXPECT_TRUE(says(complaint_on_reading(with_jet(name, INFINITY)), {"/jets, row 1", name + " inf"}));
        EXPECT_TRUE(says(complaint_on_reading(with_jet(name, -INFINITY)), {"/jets, row 1", name + " -inf"}));
    }
}

TEST(Rows, ValidJetsMustHaveAPt) {
    EXPECT_TRUE(says(complaint_on_reading(with_jet("pt", 0)), {"/jets, row 1", "pt > 0"}));
    EXPECT_TRUE(
        says(complaint_on_reading(with_jet("pt", -40)), {"/jets, row 1", "pt -40", "Mark the object as not valid"}));
}

TEST(Rows, WeightsMustBeFinite) {
    SmallFile file;
    file.events.push_back({"mcEventWeight", H5T_IEEE_F64LE, {1, 1, NAN}});
    EXPECT_TRUE(says(complaint_on_reading(file), {"foreign.h5: /events, row 2", "'mcEventWeight' is nan"}));
    file.events.back().values = {INFINITY, 1, 1};
    EXPECT_TRUE(says(complaint_on_reading(file), {"/events, row 0", "'mcEventWeight' is inf"}));
}

TEST(Rows, LabelsMustBeKnown) {
    for (int const label : {-2, 16, 99}) {
        SmallFile file;
        file.events[1].values[1] = label;
        EXPECT_TRUE(
            says(complaint_on_reading(file), {"/events, row 1", "'signalType' is " + std::to_string(label), "1 VBF"}));
    }
}

TEST(Rows, EventsOfUnknownProductionAreFine) {
    TemporaryFolder const folder;
    SmallFile file;
    file.events[1].values[1] = -1;
    file.write(folder / "foreign.h5");
    EXPECT_EQ(read_sequences(folder / "foreign.h5").events[1].production, Production::unknown);
}

TEST(Rows, RegimesMustBeKnown) {
    SmallFile file;
    file.events.push_back({"regime", H5T_STD_I32LE, {0, 7, 2}});
    EXPECT_TRUE(says(complaint_on_reading(file), {"/events, row 1", "regime", "7"}));
}

TEST(Rows, EventNumbersMustNotBeNegative) {  // as unsigned numbers they would all become 0, one event for the split
    SmallFile file;
    file.events[0] = {"eventNumber", H5T_STD_I64LE, {1, -2, -3}};
    EXPECT_TRUE(says(complaint_on_reading(file), {"/events", "eventNumber"}));
}

std::vector<std::string> names_of(std::vector<h5::Field> const& fields) {
    std::vector<std::string> names;
    for (auto const& field : fields) names.push_back(field.name);
    return names;
}

TEST(Rows, HaveTheColumnsOfTheFormat) {  // docs/reference/formats.md
    using Names = std::vector<std::string>;
    EXPECT_EQ(names_of(rows::event_fields(false)), (Names{"eventNumber", "sampleId", "signalType", "mcEventWeight",
                                                          "mass", "spin", "leptons", "met", "met_phi", "pt_miss"}));
    EXPECT_EQ(names_of(rows::event_fields(true)).back(), "regime");
    EXPECT_EQ(names_of(rows::jet_fields(false)), (Names{"valid", "pt", "eta", "phi", "e"}));
    EXPECT_EQ(names_of(rows::jet_fields(true)).back(), "btag");
    EXPECT_EQ(names_of(rows::large_jet_fields()), (Names{"valid", "pt", "eta", "phi", "m", "d2", "n_trk"}));
    EXPECT_EQ(names_of(rows::lepton_fields()), (Names{"valid", "pt", "eta", "phi", "pdg_id", "quality"}));
}

TEST(Rows, MarkWhatTheirFileLacksAsUnknown) {
    EventInfo const full = [] {
        EventInfo info;
        info.met = 1, info.met_phi = 2, info.pt_miss = 3, info.spin = 2;
        return info;
    }();
    auto info = full;
    rows::UnknownMarker{{"events.mass", "jets.btag"}}(info);
    EXPECT_EQ(info.met, 1);
    EXPECT_EQ(info.spin, 2);
    rows::UnknownMarker{{"events.met", "events.spin"}}(info);
    EXPECT_TRUE(std::isnan(info.met));
    EXPECT_EQ(info.met_phi, 2);
    EXPECT_EQ(info.pt_miss, 3);
    EXPECT_EQ(info.spin, -1);
    rows::UnknownMarker{{"events.met_phi", "events.pt_miss"}}(info);
    EXPECT_TRUE(std::isnan(info.met_phi) && std::isnan(info.pt_miss));
}

}  // namespace
}  // namespace jetseq::data
