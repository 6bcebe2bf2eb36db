#include "data/events/jet_reader.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::SmallFile, test::TemporaryFolder;

class JetReaders : public testing::Test {
protected:
    JetReader reader_of(SmallFile const& file, Names const& names = {}, JetSelection const& selection = {}) const {
        file.write(folder / "a.h5");
        return JetReader{h5::InputFile{folder / "a.h5"}, names, selection};
    }
    /// The pt of the jets of row `n`.
    static std::vector<float> pts(JetReader& reader, std::size_t n) {
        auto const block = reader.block(n, 1);
        std::vector<float> found;
        for (auto const& jet : reader.jets_of_row(block.data(), n)) found.push_back(jet.pt);
        return found;
    }
    TemporaryFolder const folder;
};

TEST_F(JetReaders, GiveTheValidJetsOfEachRowInFallingPt) {
    SmallFile file;
    file.jet_column("pt").values = {0, 0, 60, 0, 40, 90};
    file.jet_column("eta").values = {0, 0, 1.5, 0, 3, -2.5};
    file.jet_column("e").values = {0, 0, 150, 0, 410, 560};
    auto reader = reader_of(file);
    EXPECT_EQ(reader.size(), 3U);
    EXPECT_EQ(reader.width(), 2U);
    EXPECT_EQ(reader.where(), folder / "a.h5" + ": /jets");
    EXPECT_EQ(pts(reader, 0), std::vector<float>{});
    EXPECT_EQ(pts(reader, 1), std::vector<float>{60});
    EXPECT_EQ(pts(reader, 2), (std::vector<float>{90, 40}));
    reader.judge();
}

TEST_F(JetReaders, WrapTheAzimuthAndConvertMeV) {
    SmallFile file;
    file.jet_column("phi").values[2] = 6;  // 6 - 2 pi = -0.283
    file.jet_column("pt").values = {0, 0, 60000, 0, 90000, 40000};
    file.jet_column("e").values = {0, 0, 150000, 0, 560000, 410000};
    Names names;
    names.mev = true;
    auto reader = reader_of(file, names);
    auto const jets = reader.jets_of_row(reader.block(1, 1).data(), 1);
    ASSERT_EQ(jets.size(), 1U);
    EXPECT_FLOAT_EQ(jets[0].pt, 60);
    EXPECT_FLOAT_EQ(jets[0].e, 150);
    EXPECT_NEAR(jets[0].phi, 6 - 2 * 3.14159265, 1e-6);
}

TEST_F(JetReaders, MakeTheEnergyOfTheMass) {  // e = sqrt((pt cosh eta)^2 + m^2)
    SmallFile file;
    file.jet_column("e") = {"m", H5T_IEEE_F32LE, {0, 0, 10, 0, 0, 0}};
    auto reader = reader_of(file);
    auto const jets = reader.jets_of_row(reader.block(1, 1).data(), 1);
    ASSERT_EQ(jets.size(), 1U);
    EXPECT_NEAR(jets[0].e, std::hypot(60 * std::cosh(1.5), 10), 1e-4);
}

TEST_F(JetReaders, RefuseAJetThatTheSelectionLeavesOutWithItsRow) {
    auto reader = reader_of({}, {}, {50, 4.5F});  // row 2 has a jet of 40 GeV
    EXPECT_EQ(pts(reader, 1), std::vector<float>{60});
    EXPECT_TRUE(says(message_of([&] { pts(reader, 2); }), {"a.h5: /jets, row 2", "40"}));
}

TEST_F(JetReaders, GiveTheDigitsOfAMassThatIsNone) {
    test::SmallFile file;
    file.jet_column("e") = {"m", H5T_IEEE_F32LE, {0, 0, -1e-7, 0, 0, 0}};
    file.jet_column("pt").values[2] = 1e-5;
    EXPECT_TRUE(test::says(test::message_of([&] { test::sequences_of(file); }), {"row 1: 'm' is -1e-07 (a mass"}));
}

}  // namespace
}  // namespace jetseq::data
