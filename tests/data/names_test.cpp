#include "data/events/names.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::bool_type, test::message_of, test::sequences_of, test::says, test::SmallFile, test::TemporaryFolder;

/// Expects the events and jets of an unchanged SmallFile.
void expect_small(Sequences const& sequences) {
    EXPECT_EQ(sequences.offsets, (Column<std::uint64_t>{0, 0, 1, 3}));
    ASSERT_EQ(sequences.size(), 3);
    EXPECT_EQ(sequences.events[2].event_number, 3);
    EXPECT_EQ(sequences.events[0].production, Production::ggf_dy);
    EXPECT_EQ(sequences.events[1].production, Production::vbf);
    ASSERT_EQ(sequences.jets.size(), 3);
    Jet const& last = sequences.jets[2];
    EXPECT_TRUE(last.pt == 40 && last.eta == 3 && last.phi == 2 && last.e == 410);
    EXPECT_EQ(sequences.jets[1].eta, -2.5F);
}

TEST(ForeignFile, NeedsOnlyALabelANumberAndJets) {
    auto const sequences = sequences_of({});
    expect_small(sequences);
    EXPECT_EQ(sequences.events[1].weight, 1);
    EXPECT_EQ(sequences.events[1].sample_id, 0);
    EXPECT_EQ(sequences.regimes[1], Regime::none);
    EXPECT_EQ(sequences.selection.pt_min, 0);  // the file doesn't say
}

TEST(ForeignFile, MayNameItsDatasetsAndColumnsOtherwise) {
    TemporaryFolder const folder;
    SmallFile small;
    small.events[0].name = "EventInfo_number", small.events[1].name = "label";
    for (auto& column : small.jets) column.name = "jet_" + column.name;
    {
        test::ForeignFile file{folder / "foreign.h5"};
        file.add_table("eventwise", {3}, small.events);
        file.add_table("consts", {3, 2}, small.jets);
    }
    Names names;
    names.renamed = {{"events", "eventwise"},
                     {"jets", "consts"},
                     {"events.eventNumber", "EventInfo_number"},
                     {"events.signalType", "label"}};
    for (auto const* column : {"valid", "pt", "eta", "phi", "e"}) {
        names.renamed[std::string{"jets."} + column] = std::string{"jet_"} + column;
    }
    expect_small(read_sequences(folder / "foreign.h5", names));
}

TEST(ForeignFile, MayHoldOtherNumbers) {
    SmallFile file;
    file.events[0].type = H5T_STD_I16BE, file.events[1].type = H5T_STD_U8LE;
    file.events.push_back({"mcEventWeight", H5T_IEEE_F64BE, {0.5, 1.5, -2}});
    file.events.push_back({"sampleId", H5T_STD_U32LE, {7, 8, 9}});
    file.events.push_back({"leptons", H5T_STD_I8LE, {-1, 0, 2}});
    file.jet_column("pt").type = test::half_type();
    file.jet_column("eta").type = H5T_IEEE_F64LE;
    file.jet_column("phi").type = test::half_type();
    file.jet_column("e").type = H5T_STD_I16LE;
    auto const sequences = sequences_of(file);
    expect_small(sequences);
    EXPECT_EQ(sequences.events[2].weight, -2);
    EXPECT_EQ(sequences.events[2].sample_id, 9);
    EXPECT_EQ(sequences.events[0].leptons, -1);
}

TEST(ForeignFile, MayMarkValidJetsByAnyWholeNumber) {
    for (hid_t const type : {H5T_STD_I8LE, H5T_STD_U8LE, H5T_STD_I32BE}) {
        SmallFile file;
        file.jet_column("valid").type = type;
        expect_small(sequences_of(file));
    }
}

TEST(ForeignFile, MayMarkPaddingByAMask) {
    for (hid_t const type : {bool_type(), H5T_STD_U8LE}) {
        SmallFile file;
        file.jet_column("valid") = {"mask", type, {1, 1, 0, 1, 0, 0}};
        expect_small(sequences_of(file));
    }
}

TEST(ForeignFile, PrefersTheColumnValidToAMask) {
    SmallFile file;
    file.jets.push_back({"mask", bool_type(), {0, 0, 0, 0, 0, 0}});
    expect_small(sequences_of(file));
}

TEST(ForeignFile, MayBeCompressedWithGzip) {
    SmallFile file;
    file.storage.gzip = true;
    expect_small(sequences_of(file));
}

TEST(ForeignFile, MayLeaveNaNInThePadding) {
    SmallFile file;
    file.jet_column("pt").values[0] = NAN, file.jet_column("eta").values[3] = INFINITY;
    expect_small(sequences_of(file));
}

TEST(ForeignFile, InMeVIsBroughtToGeV) {
    SmallFile file;
    for (double& pt : file.jet_column("pt").values) pt *= 1000;
    for (double& e : file.jet_column("e").values) e *= 1000;
    Names names;
    names.mev = true;
    auto const sequences = sequences_of(file, names);
    EXPECT_FLOAT_EQ(sequences.jets[1].pt, 90);
    EXPECT_FLOAT_EQ(sequences.jets[1].e, 560);
    EXPECT_EQ(sequences.jets[1].eta, -2.5F);
}

TEST(ForeignFile, InMeVHasItsMissingMomentumBroughtToGeVToo) {
    SmallFile file;
    file.events.push_back({"met", H5T_IEEE_F32LE, {150e3, 0, 0}});
    file.events.push_back({"pt_miss", H5T_IEEE_F32LE, {90e3, 0, 0}});
    Names names;
    names.mev = true;
    auto const sequences = sequences_of(file, names);
    EXPECT_FLOAT_EQ(sequences.events[0].met, 150);
    EXPECT_FLOAT_EQ(sequences.events[0].pt_miss, 90);
}

TEST(ForeignFile, HasItsJetsSortedByFallingPt) {
    SmallFile file;
    file.jet_column("pt").values = {0, 0, 60, 0, 40, 90};
    file.jet_column("e").values = {0, 0, 150, 0, 260, 910};
    auto const sequences = sequences_of(file);
    EXPECT_EQ(sequences[2][0].pt, 90);
    EXPECT_EQ(sequences[2][0].eta, 3);  // the whole jet moves
    EXPECT_EQ(sequences[2][1].pt, 40);
}

TEST(ForeignFile, HasAzimuthsFromZeroToTwoPiWrapped) {
    SmallFile file;
    file.jet_column("phi").values = {0, 0, 4, 0, 6.25, 3};
    auto const sequences = sequences_of(file);
    constexpr double two_pi = 6.28318530717959, float_rounding = 1e-6;
    EXPECT_NEAR(sequences.jets[0].phi, 4 - two_pi, float_rounding);
    EXPECT_NEAR(sequences.jets[1].phi, 6.25 - two_pi, float_rounding);
    EXPECT_EQ(sequences.jets[2].phi, 3);
}

TEST(ForeignFile, LosesAnOptionalColumnThatIsMappedToNothing) {
    SmallFile file;
    file.events.push_back({"mcEventWeight", H5T_IEEE_F32LE, {5, 5, 5}});
    Names names;
    names.renamed["events.mcEventWeight"] = "";
    EXPECT_EQ(sequences_of(file).events[0].weight, 5);
    EXPECT_EQ(sequences_of(file, names).events[0].weight, 1);
}

TEST(ForeignFile, MustHaveTheOptionalColumnThatWasAskedFor) {
    Names names;
    names.renamed["events.mcEventWeight"] = "weigth";
    SmallFile file;
    file.events.push_back({"weight", H5T_IEEE_F32LE, {1, 1, 1}});
    auto const message = message_of([&] { sequences_of(file, names); });
    EXPECT_TRUE(says(message, {"/events has no column 'weigth'", "did you mean 'weight'?"}));
}

TEST(ForeignFile, RefusesASelectionThatIsNegativeOrNotANumber) {
    for (std::string const pt : {"thirty", "-5"}) {
        TemporaryFolder const folder;
        {
            SmallFile const small;
            test::ForeignFile file{folder / "a.h5"};
            file.add_table("events", {3}, small.events);
            file.add_table("jets", {3, 2}, small.jets);
            file.add_attribute("jet_pt_min", pt);
        }
        EXPECT_TRUE(says(message_of([&] { read_sequences(folder / "a.h5"); }), {folder / "a.h5", "jet_pt_min", pt}));
    }
}

TEST(Names, AreTheirLastPartUnlessRenamed) {
    Names names;
    names.renamed["jets.pt"] = "transverse";
    EXPECT_EQ(names.of("jets.pt"), "transverse");
    EXPECT_EQ(names.of("jets.eta"), "eta");
    EXPECT_EQ(names.of("events"), "events");
}

TEST(Names, ThatCanBeRenamedAreAllListed) {
    EXPECT_TRUE(says(names_that_can_be_renamed(), {"events, jets", "jets.valid", "jets.e", "events.eventNumber",
                                                   "events.signalType", "events.mcEventWeight", "events.regime"}));
}

TEST(Names, AreGivenForWhatTheyMapToSomething) {
    Names names;
    names.renamed = {{"jets.pt", "PT"}, {"events.met", ""}};
    EXPECT_TRUE(names.are_given_for("jets.pt"));
    EXPECT_FALSE(names.are_given_for("jets.eta"));
    EXPECT_FALSE(names.are_given_for("events.met"));  // taken as absent
    EXPECT_EQ(names.of("jets.pt"), "PT");
    EXPECT_EQ(names.of("jets.eta"), "eta");
    EXPECT_EQ(names.of("events.met"), "");
}

TEST(Names, HaveTheUnitOfTheFileInGeV) {
    Names names;
    EXPECT_EQ(names.unit(), 1);
    names.mev = true;
    EXPECT_EQ(names.unit(), 1e-3F);
}

}  // namespace
}  // namespace jetseq::data
