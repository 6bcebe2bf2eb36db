// Numbers of foreign columns come in exactly or not at all.
#include <gtest/gtest.h>

#include <cmath>

#include "data/events/event_file.hpp"
#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::bool_type, test::message_of, test::sequences_of, test::says, test::SmallFile, test::TemporaryFolder;

std::string complaint(SmallFile const& file, Names const& names = {}) {
    return message_of([&] { sequences_of(file, names); });
}

/// A file with `column` of events as `type`.
SmallFile with_events(std::string const& column, hid_t type, std::vector<double> const& values) {
    SmallFile file;
    for (auto& there : file.events) {
        if (there.name == column) return there = {column, type, values}, file;
    }
    return file.events.push_back({column, type, values}), file;
}

TEST(Columns, WholeNumbersStoredAsFloatsAreReadExactly) {
    for (hid_t const type : {H5T_IEEE_F32LE, H5T_IEEE_F64LE, H5T_IEEE_F64BE, H5T_NATIVE_LDOUBLE}) {
        EXPECT_EQ(sequences_of(with_events("eventNumber", type, {1, 2, 16777216})).events[2].event_number, 16777216);
        EXPECT_EQ(sequences_of(with_events("sampleId", type, {-5, 0, 2})).events[0].sample_id, -5);
        EXPECT_EQ(sequences_of(with_events("signalType", type, {0, 1, -1})).events[1].production, Production::vbf);
    }
    EXPECT_EQ(sequences_of(with_events("sampleId", test::half_type(), {-5, 0, 2048})).events[2].sample_id, 2048);
    constexpr double most = 9007199254740992;  // 2^53
    auto const largest = sequences_of(with_events("eventNumber", H5T_IEEE_F64LE, {1, 2, most}));
    EXPECT_EQ(largest.events[2].event_number, 9007199254740992U);
}

TEST(Columns, IdsThatFloatsRoundAreRefused) {  // 16777217 is 16777216 as a float: two events would share a number
    EXPECT_TRUE(says(complaint(with_events("eventNumber", H5T_IEEE_F32LE, {1, 2, 16777218})),
                     {"row 2", "is 16777218", "to 16777216 expected", "floats of this type round"}));
    EXPECT_TRUE(says(complaint(with_events("eventNumber", H5T_IEEE_F64LE, {1, 9007199254740994, 3})), {"row 1"}));
    EXPECT_TRUE(says(complaint(with_events("sampleId", test::half_type(), {1, -4096, 3})), {"row 1", "is -4096"}));
}

TEST(Columns, IdsOfFloatsMustBeWholeAndInRange) {
    std::vector<hid_t> const types{H5T_IEEE_F32LE, H5T_IEEE_F64LE, H5T_IEEE_F32BE, test::half_type()};
    for (hid_t const type : types) {
        EXPECT_TRUE(says(complaint(with_events("eventNumber", type, {1, 0.5, 3})),
                         {"foreign.h5: /events, row 1", "'eventNumber' is 0.5", "whole number from 0 to"}));
        EXPECT_TRUE(says(complaint(with_events("eventNumber", type, {1, 2, -1})), {"row 2", "'eventNumber' is -1"}));
        EXPECT_TRUE(says(complaint(with_events("eventNumber", type, {NAN, 2, 3})), {"row 0", "is nan"}));
        EXPECT_TRUE(says(complaint(with_events("sampleId", type, {1, INFINITY, 3})), {"row 1", "is inf"}));
        EXPECT_TRUE(says(complaint(with_events("sampleId", type, {1, 2, -INFINITY})), {"row 2", "is -inf"}));
    }
    EXPECT_TRUE(says(complaint(with_events("eventNumber", H5T_IEEE_F64LE, {1, 1e20, 3})), {"row 1", "is 1e+20"}));
    EXPECT_TRUE(says(complaint(with_events("eventNumber", H5T_IEEE_F64LE, {1, 2, std::ldexp(1.0, 64)})),
                     {"row 2", "is 18446744073709551616"}));
    EXPECT_TRUE(says(complaint(with_events("sampleId", H5T_IEEE_F64LE, {1, 3e9, 3})), {"row 1", "is 3000000000"}));
    EXPECT_TRUE(says(complaint(with_events("sampleId", H5T_IEEE_F64LE, {1, 1.0000001, 3})), {"is 1.0000001 "}));
}

TEST(Columns, LabelsOfFloatsMustBeWhole) {
    for (double const label : {0.7, -0.9, -0.4, 1.7}) {
        EXPECT_TRUE(says(complaint(with_events("signalType", H5T_IEEE_F32LE, {0, label, 1})),
                         {"/events, row 1", "'signalType' is "}));
    }
    EXPECT_TRUE(
        says(complaint(with_events("signalType", H5T_IEEE_F64LE, {0, 3e10, 1})), {"'signalType' is 30000000000"}));
    for (auto const* column : {"spin", "leptons", "regime"}) {
        EXPECT_TRUE(says(complaint(with_events(column, H5T_IEEE_F64LE, {0, 0.25, 1})), {"row 1", "is 0.25"}));
    }
}

TEST(Columns, WiderAndUnsignedIntegersMustBeInRange) {
    EXPECT_TRUE(says(complaint(with_events("sampleId", H5T_STD_I64LE, {1, 4294967296.0, 3})),
                     {"row 1", "'sampleId' is 4294967296"}));
    EXPECT_TRUE(says(complaint(with_events("sampleId", H5T_STD_U32LE, {1, 2, 3e9})), {"row 2", "is 3000000000"}));
    EXPECT_TRUE(says(complaint(with_events("eventNumber", H5T_STD_I64BE, {1, -2, 3})), {"row 1", "is -2"}));
    EXPECT_EQ(sequences_of(with_events("sampleId", H5T_STD_I64LE, {1, -2147483648.0, 3})).events[1].sample_id,
              -2147483648);
}

TEST(Columns, ALabelMayBeABool) {
    auto const sequences = sequences_of(with_events("signalType", bool_type(), {0, 1, 1}));
    EXPECT_EQ(sequences.events[0].production, Production::ggf_dy);
    EXPECT_EQ(sequences.events[1].production, Production::vbf);
}

TEST(Columns, FlagsAreZeroOrOne) {
    for (hid_t const type : {H5T_STD_I8LE, H5T_STD_I32LE, H5T_IEEE_F32LE}) {
        SmallFile file;
        file.jet_column("valid") = {"valid", type, {0, 0, 2, 0, 1, 1}};
        EXPECT_TRUE(says(complaint(file), {"/jets, row 1", "'valid' is 2", "0 or 1"}));
        file.jet_column("valid").values[2] = -1;
        EXPECT_TRUE(says(complaint(file), {"/jets, row 1", "'valid' is -1"}));
    }
    SmallFile file;
    file.jet_column("valid") = {"valid", H5T_IEEE_F32LE, {0, 0, 0.5, 0, 1, 1}};
    EXPECT_TRUE(says(complaint(file), {"/jets, row 1", "'valid' is 0.5"}));
    file.jet_column("valid") = {"mask", H5T_STD_I16LE, {1, 1, 256, 1, 0, 0}};  // would be 0 in a byte
    EXPECT_TRUE(says(complaint(file), {"/jets, row 1", "'mask' is 256"}));
}

TEST(Columns, AMaskThatMarksJetsIsRefused) {
    SmallFile file;
    file.jet_column("valid") = {"mask", bool_type(), {1, 1, 1, 1, 1, 1}};  // some write true for jets
    EXPECT_TRUE(says(complaint(file), {"/jets, row 1", "pt is 60", "'mask' is true", "{jets.valid: mask}"}));
}

TEST(Columns, DoublesBeyondTheRangeOfFloatsAreRefused) {
    EXPECT_TRUE(says(complaint(with_events("mcEventWeight", H5T_IEEE_F64LE, {1, 1e300, 1})),
                     {"/events, row 1", "'mcEventWeight' is 1e+300"}));
    SmallFile file;
    file.jet_column("e") = {"e", H5T_IEEE_F64LE, {0, 0, 150, 0, 1e39, 410}};
    EXPECT_TRUE(says(complaint(file), {"/jets, row 2", "'e' is 1e+39"}));
}

TEST(Columns, WeightsThatAFloatWouldLoseAreRefused) {
    for (double const weight : {1e-50, -1e-50, 1e-40}) {  // 0, -0, and three digits as a float
        EXPECT_TRUE(says(complaint(with_events("mcEventWeight", H5T_IEEE_F64LE, {1, 0, weight})),
                         {"/events, row 2", "'mcEventWeight' is ", "0, or a size from 1.17549e-38 to"}));
    }
    EXPECT_EQ(sequences_of(with_events("mcEventWeight", H5T_IEEE_F64LE, {1, -2e-38, 0})).events[1].weight, -2e-38F);
    EXPECT_EQ(sequences_of(with_events("mcEventWeight", H5T_IEEE_F32LE, {1, 1e-42, 0})).events[1].weight,
              1e-42F);  // as it is
    auto renamed = with_events("w", H5T_IEEE_F64BE, {1, 1e-300, 1});
    Names names;
    names.renamed["events.mcEventWeight"] = "w";
    EXPECT_TRUE(says(complaint(renamed, names), {"row 1", "'w' is 1e-300"}));
    SmallFile file;  // an angle may be rounded to 0
    file.jet_column("phi") = {"phi", H5T_IEEE_F64LE, {0, 0, 1e-50, 0, 1, 1}};
    EXPECT_EQ(sequences_of(file).jets[0].phi, 0);
}

TEST(Columns, PaddingIsNotChecked) {
    SmallFile file;
    file.jet_column("e") = {"e", H5T_IEEE_F64LE, {1e300, NAN, 150, INFINITY, 560, 410}};
    file.jet_column("phi") = {"phi", H5T_IEEE_F32LE, {-999, -999, 0.5, -999, -0.5, 2}};
    EXPECT_EQ(sequences_of(file).offsets, (Column<std::uint64_t>{0, 0, 1, 3}));
}

TEST(Columns, TwoNamesMayMeanOneColumn) {
    Names names;
    names.renamed = {{"events.sampleId", "signalType"}, {"events.spin", "signalType"}};
    auto const sequences = sequences_of({}, names);
    for (std::size_t n = 0; n < 3; ++n) {
        EXPECT_EQ(sequences.events[n].sample_id, n == 0 ? 0 : 1);
        EXPECT_EQ(sequences.events[n].spin, n == 0 ? 0 : 1);
        EXPECT_EQ(sequences.events[n].production, n == 0 ? Production::ggf_dy : Production::vbf);
    }
    SmallFile central;  // e = pt is right at eta = 0
    for (double& eta : central.jet_column("eta").values) eta = 0;
    names.renamed = {{"jets.e", "pt"}};
    for (Jet const& jet : sequences_of(central, names).jets) EXPECT_EQ(jet.e, jet.pt);
    EXPECT_TRUE(says(complaint({}, names), {"/jets (pt and e are both 'pt'), row 1", "E = 60 GeV"}));
}

TEST(Columns, AttributesKeepAllDigits) {
    std::vector<double> const values{1.23456789e-05, 2.3e-8, 1e-12, 1.0 / 3, 1e12, 1e300, -0.1};
    TemporaryFolder const folder;
    {
        test::ForeignFile file{folder / "a.h5"};
        for (std::size_t n = 0; n < values.size(); ++n) {
            file.add_attribute("number " + std::to_string(n), H5T_IEEE_F64LE, values[n]);
        }
        file.add_attribute("single", H5T_IEEE_F32LE, 0.1);
        file.add_attribute("long", H5T_STD_I64LE, -9007199254740992.0);
        file.add_attribute("unsigned", H5T_STD_U64LE, 18446744073709549568.0);
        file.add_attribute("whole", H5T_IEEE_F64LE, 2000);
    }
    auto const found = read_attributes(folder / "a.h5");
    for (std::size_t n = 0; n < values.size(); ++n) {
        EXPECT_EQ(std::stod(found.at("number " + std::to_string(n))), values[n]);
    }
    EXPECT_EQ(found.at("single"), "0.1");
    EXPECT_EQ(found.at("long"), "-9007199254740992");
    EXPECT_EQ(found.at("unsigned"), "18446744073709549568");
    EXPECT_EQ(found.at("whole"), "2000");
}

}  // namespace
}  // namespace jetseq::data
