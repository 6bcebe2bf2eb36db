#include "data/events/feature_reader.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::SmallFile, test::TemporaryFolder;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Three events of none, one and two jets, the last two in rising pt, with a number `btag` of each jet.
SmallFile tagged_file() {
    SmallFile file;
    file.jet_column("pt").values = {0, 0, 60, 0, 40, 90};
    file.jet_column("eta").values = {0, 0, 1.5, 0, 3, -2.5};
    file.jet_column("e").values = {0, 0, 150, 0, 410, 560};
    auto btag = file.jet_column("pt");
    btag.name = "btag", btag.values = {nan, nan, 0.25, nan, -1, 2};
    file.jets.push_back(btag);
    return file;
}

Sequences read(SmallFile const& file, std::vector<std::string> const& features) {
    TemporaryFolder const folder;
    file.write(folder / "a.h5");
    Names names;
    names.features = features;
    return read_sequences(folder / "a.h5", names);
}

TEST(FeatureReader, GivesTheColumnsOfEachJetInTheOrderOfTheJets) {
    auto const found = read(tagged_file(), {"btag", "eta", "pt"});
    EXPECT_EQ(found.features.names, (std::vector<std::string>{"btag", "eta", "pt"}));
    std::vector<float> const expected{0.25F, 1.5F, 60, 2, -2.5F, 90, -1, 3, 40};
    EXPECT_EQ(std::vector<float>(found.features.values.begin(), found.features.values.end()), expected);
    EXPECT_EQ(found.jets.size(), 3U);
}

TEST(FeatureReader, TakesTheJetsFromTheirPlacesInTheRow) {
    TemporaryFolder const folder;
    tagged_file().write(folder / "a.h5");
    h5::InputFile const file{folder / "a.h5"};
    Names names;
    names.features = {"e", "btag"};
    FeatureReader features{file, names};
    features.read(1, 2);  // rows 1 and 2
    Jet const first{90, -2.5F, 0, 560}, second{40, 3, 0, 410};
    EXPECT_EQ(features.of_row({first, second}, {1, 0}, 2), (std::vector<float>{560, 2, 410, -1}));
    EXPECT_EQ(features.of_row({first}, {0}, 1), (std::vector<float>{560, 0.25F}));
    EXPECT_EQ(features.of_row({}, {}, 1), std::vector<float>{});
}

TEST(FeatureReader, ReadsNothingIfNoneIsNamed) {
    auto const found = read(tagged_file(), {});
    EXPECT_EQ(found.features.values.size(), 0U);
}

TEST(FeatureReader, RefusesAJetWithoutTheNumber) {
    auto file = tagged_file();
    for (auto& column : file.jets) {
        if (column.name == "btag") column.values[4] = nan;
    }
    EXPECT_TRUE(says(message_of([&] {
                         read(file, {"pt", "btag"});
                     }),
                     {"row 2", "'btag' of a jet is not a finite number"}));
}

TEST(FeatureReader, NotesNumbersThatOftenMeanUnknown) {
    auto file = tagged_file();
    for (auto& column : file.jets) {
        if (column.name == "btag") column.values[4] = -999;
    }
    TemporaryFolder const folder;
    file.write(folder / "a.h5");
    Names names;
    names.features = {"pt", "btag"};
    Sequences sequences;
    auto const report = read_sequences(folder / "a.h5", names, {}, sequences);
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_TRUE(says(report.notes[0], {"the feature 'btag' is -999 of some jets", "taken as a number"}));
    h5::InputFile const again{folder / "a.h5"};
    EXPECT_TRUE((FeatureReader{again, names}.notes().empty()));  // nothing was read
}

TEST(FeatureReader, NamesTheColumnThatIsMissingAndItsLikeness) {
    auto const refusal = message_of([&] { read(tagged_file(), {"pt", "btak"}); });
    EXPECT_TRUE(says(refusal, {"/jets has no column 'btak'", "inputs.jets.features", "did you mean 'btag'?"}));
}

TEST(FeatureReader, StaysWithItsEventsInAnotherOrder) {
    auto const found = reordered(read(tagged_file(), {"btag"}), {2, 0, 1});
    EXPECT_EQ(std::vector<float>(found.features.values.begin(), found.features.values.end()),
              (std::vector<float>{2, -1, 0.25F}));
    Sequences twice = found;
    twice.add(found);
    EXPECT_EQ(twice.features.values.size(), 6U);
    EXPECT_TRUE(says(message_of([&] { require_features(found, {"pt"}); }), {"the features btag", "reads pt"}));
    EXPECT_TRUE(says(message_of([&] { twice.add(read(tagged_file(), {})); }), {"reads btag"}));
    twice.jets.push_back({});
    EXPECT_TRUE(says(message_of([&] { require_features(twice, {"btag"}); }), {"reads btag"}));
    require_features(found, {"btag"});
}

}  // namespace
}  // namespace jetseq::data
