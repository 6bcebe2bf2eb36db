// Numbers of another unit or column are refused by every reader, with the row.
#include "data/events/checks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/events/event_file.hpp"
#include "data/sequences/sequences.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::SmallFile, test::TemporaryFolder;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float pi = 3.14159265F;

std::string const nothing = "(nothing was thrown)";

std::string complaint_about(Jet const& jet) {
    return message_of([&] { checks::require(jet, "a.h5: /jets", 7); });
}

std::string complaint_about(LargeJet const& jet) {
    return message_of([&] { checks::require(jet, "a.h5: /large_jets", 7); });
}

std::string complaint_about(Lepton const& lepton) {
    return message_of([&] { checks::require(lepton, "a.h5: /leptons", 7); });
}

std::string complaint_about(rows::EventRow const& event) {
    return message_of([&] { checks::require(event, "a.h5: /events", 7); });
}

TEST(Checks, LetSoundObjectsPass) {
    for (float const eta : {-9.9F, 0.0F, 4.5F}) {
        for (float const phi : {-2 * pi, -pi, 0.0F, pi, 6.2831F}) {  // -pi to pi, or 0 to 2 pi
            float const pt = std::min(30.0F, 13'000 / std::cosh(eta)), massless = pt * std::cosh(eta);
            EXPECT_EQ(complaint_about(Jet{pt, eta, phi, massless}), nothing);
            EXPECT_EQ(complaint_about(Jet{pt, eta, phi, massless * 0.995F}), nothing);  // half precision
            EXPECT_EQ(complaint_about(LargeJet{300, eta, phi, 80, 1, 20}), nothing);
            EXPECT_EQ(complaint_about(Lepton{30, eta, phi, -13, LeptonQuality::tight}), nothing);
        }
    }
    EXPECT_EQ(complaint_about(Jet{6500, 0, 0, 6500}), nothing);
    EXPECT_EQ(complaint_about(LargeJet{300, 0, 0, -1e-3F, 1, 20}), nothing);  // rounding of a jet without mass
    EXPECT_EQ(complaint_about(rows::EventRow{}), nothing);
}

TEST(Checks, TakeTheSizeOfAMomentumFromItsPtAndEta) {
    EXPECT_EQ(checks::momentum(30, 0), 30);
    EXPECT_FLOAT_EQ(checks::momentum(30, std::log(2.0F)), 37.5F);  // cosh(ln 2) = 5/4
}

TEST(Checks, FindAMassInPlaceOfTheEnergy) {
    EXPECT_TRUE(says(complaint_about(Jet{60, 1.5F, 0, 6}),
                     {"a.h5: /jets, row 7", "E = 6 GeV", "momentum of 141.145 GeV", "a mass", "jets.m"}));
    EXPECT_TRUE(says(complaint_about(Jet{60, 1.5F, 0, 138}), {"E >= abs(p)"}));  // 2 % too small
    EXPECT_TRUE(says(complaint_about(Jet{60, 0, 0, 0}), {"E = 0 GeV"}));
    EXPECT_TRUE(says(complaint_about(Jet{60, 0, 0, -999}), {"E = -999 GeV"}));
    EXPECT_TRUE(says(complaint_about(Jet{0.06F, 1.5F, 0, 150}), {"in one unit?"}));  // pt in TeV
}

TEST(Checks, FindDegrees) {
    for (float const phi : {176.7F, -90.0F, 6.5F}) {
        EXPECT_TRUE(says(complaint_about(Jet{60, 0, phi, 60}), {"row 7", "phi is ", "radians expected; degrees?"}));
        EXPECT_TRUE(says(complaint_about(LargeJet{300, 0, phi, 80, 1, 9}), {"row 7", "phi is ", "degrees?"}));
        EXPECT_TRUE(says(complaint_about(Lepton{30, 0, phi, 11, LeptonQuality::loose}), {"row 7", "degrees?"}));
        rows::EventRow event;
        event.met_phi = phi;
        EXPECT_TRUE(says(complaint_about(event), {"a.h5: /events, row 7", "met_phi is ", "degrees?"}));
    }
}

TEST(Checks, FindMeV) {
    EXPECT_TRUE(says(complaint_about(Jet{491'277, 0, 0, 491'277}), {"pt is 491277 GeV", "look like MeV", "data.unit"}));
    EXPECT_TRUE(says(complaint_about(Jet{60, 0, 0, 6'000}), {"E = 6000 GeV", "in one unit?"}));
    EXPECT_TRUE(says(complaint_about(Jet{60, 0, 0, 60'000}), {"E = 60000 GeV", "above the energy of both beams"}));
    EXPECT_TRUE(says(complaint_about(LargeJet{300'000, 0, 0, 80'000, 1, 9}), {"pt is 300000 GeV", "MeV"}));
    EXPECT_TRUE(says(complaint_about(LargeJet{300, 0, 0, 80'000, 1, 9}), {"m is 80000 GeV", "MeV"}));
    EXPECT_TRUE(says(complaint_about(Lepton{30'000, 0, 0, 11, LeptonQuality::loose}), {"pt is 30000 GeV", "MeV"}));
    rows::EventRow event;
    event.met = 50'000;
    EXPECT_TRUE(says(complaint_about(event), {"met is 50000 GeV", "MeV"}));
    rows::EventRow heavy;
    heavy.mass = 1e6F;
    EXPECT_TRUE(says(complaint_about(heavy), {"'mass' is 1e+06 GeV", "in GeV whatever data.unit says"}));
}

TEST(Checks, FindJetsAboveTheEnergyOfBothBeams) {
    EXPECT_EQ(complaint_about(Jet{2000, 2, 0, 14'000}), nothing);  // 2000 cosh(2) = 7524
    EXPECT_TRUE(says(complaint_about(Jet{2000, 2, 0, 14'001}), {"a.h5: /jets, row 7", "E = 14001 GeV", "both beams"}));
    EXPECT_TRUE(says(complaint_about(Jet{2000, 4, 0, 54'616}), {"E = 54616 GeV", "both beams"}));  // 2000 cosh(4)
}

TEST(Checks, FindSentinelValues) {
    EXPECT_TRUE(says(complaint_about(Jet{-999, 0, 0, 60}), {"pt -999", "pt > 0"}));
    EXPECT_TRUE(says(complaint_about(Jet{60, -999, 0, 60}), {"eta is -999", "beyond 10"}));
    EXPECT_TRUE(says(complaint_about(Jet{60, 0, -999, 60}), {"phi is -999", "radians expected"}));
    EXPECT_TRUE(says(complaint_about(LargeJet{-99, 0, 0, 80, 1, 9}), {"pt is -99 GeV"}));
    EXPECT_TRUE(says(complaint_about(LargeJet{300, 0, 0, -999, 1, 9}), {"m is -999 GeV"}));
    EXPECT_TRUE(says(complaint_about(LargeJet{300, 0, 0, 80, -999, 9}), {"'d2' is -999", "NaN unknown"}));
    EXPECT_TRUE(says(complaint_about(LargeJet{300, 0, 0, 80, 1, -999}), {"'n_trk' is -999", "-1 unknown"}));
    EXPECT_EQ(complaint_about(LargeJet{300, 0, 0, 80, nan, -1}), nothing);
    EXPECT_TRUE(says(complaint_about(Lepton{0, 0, 0, 11, LeptonQuality::loose}), {"pt is 0 GeV"}));
    for (auto const member : {&rows::EventRow::met, &rows::EventRow::pt_miss, &rows::EventRow::mass}) {
        rows::EventRow event;
        event.*member = -999;
        EXPECT_TRUE(says(complaint_about(event), {"row 7", "is -999"}));
    }
    for (float const weight : {-999.0F, -9999.0F, -99999.0F, -999.9F, -9999.9F}) {
        rows::EventRow event;
        event.weight = weight;
        EXPECT_TRUE(says(complaint_about(event), {"'mcEventWeight' is -", "unknown"}));
    }
    rows::EventRow half;
    half.weight = -1000;  // a number like others; so is -999.9 in half precision
    EXPECT_EQ(complaint_about(half), nothing);
    for (auto const member : {&rows::EventRow::leptons, &rows::EventRow::spin}) {
        rows::EventRow event;
        event.*member = -999;
        EXPECT_TRUE(says(complaint_about(event), {"row 7", "is -999"}));
    }
    EXPECT_TRUE(says(complaint_about(LargeJet{5000, 2, 0, -9.9F, 1, 9}), {"(nothing was thrown)"}));  // rounding
    EXPECT_TRUE(says(complaint_about(LargeJet{300, 2, 0, -999.9F, 1, 9}), {"m is -999.9"}));
}

TEST(Checks, RefuseUnknownChannels) {
    for (std::int32_t const leptons : {-2, 3, 11}) {
        rows::EventRow event;
        event.leptons = leptons;
        EXPECT_TRUE(says(complaint_about(event), {"row 7", "'leptons' is " + std::to_string(leptons)}));
    }
}

TEST(Checks, FindWhatIsNotFinite) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    for (float const value : {nan, infinity, -infinity}) {
        EXPECT_NE(complaint_about(Jet{value, 0, 0, 60}), nothing);
        EXPECT_NE(complaint_about(Jet{60, value, 0, 60}), nothing);
        EXPECT_NE(complaint_about(Jet{60, 0, value, 60}), nothing);
        EXPECT_NE(complaint_about(Jet{60, 0, 0, value}), nothing);
        EXPECT_NE(complaint_about(LargeJet{300, 0, 0, value, 1, 9}), nothing);
        EXPECT_NE(complaint_about(Lepton{30, 0, value, 11, LeptonQuality::loose}), nothing);
        rows::EventRow event;
        event.weight = value;
        EXPECT_TRUE(says(complaint_about(event), {"'mcEventWeight' is ", "Leave such events out"}));
    }
}

TEST(Checks, LeptonsAreElectronsAndMuonsOfOurQualities) {
    EXPECT_TRUE(says(complaint_about(Lepton{30, 0, 0, 15, LeptonQuality::loose}), {"'pdg_id' is 15"}));
    EXPECT_TRUE(says(complaint_about(Lepton{30, 0, 0, 0, LeptonQuality::loose}), {"'pdg_id' is 0"}));
    auto const complaint = [](std::int8_t quality) {
        return message_of([&] { checks::require_quality(quality, "a.h5: /leptons", 7); });
    };
    EXPECT_TRUE(says(complaint(7), {"row 7", "'quality' is 7", "3 tight"}));
    EXPECT_TRUE(says(complaint(-1), {"'quality' is -1"}));
    for (std::int8_t quality = 0; quality < 4; ++quality) EXPECT_EQ(complaint(quality), nothing);
}

TEST(Checks, FindGeVTakenForMeVByTheLargestOfManyValues) {
    auto largest = checks::jet_pt();
    for (int n = 0; n < 19; ++n) largest.look(0.05F);
    EXPECT_NO_THROW(largest.judge("a.h5: /jets"));  // too few to tell
    largest.look(0.4F);
    EXPECT_TRUE(says(message_of([&] { largest.judge("a.h5: /jets"); }),
                     {"a.h5: /jets", "largest pt of 20 is 0.4 GeV", "GeV taken for MeV",
                      "if jetseq has not made it, correct data.unit"}));
    largest.look(5);
    EXPECT_NO_THROW(largest.judge("a.h5: /jets"));
}

TEST(Checks, HoldForSequences) {
    TemporaryFolder const folder;
    auto const complaint = [&](auto const& spoil, Names const& names = {}) {
        auto sequences = test::toy_sequences(50, 1);
        for (Jet& jet : sequences.jets) spoil(jet);
        write_sequences(folder / "a.h5", sequences, {});
        return message_of([&] { read_sequences(folder / "a.h5", names); });
    };
    EXPECT_EQ(complaint([](Jet&) {}), nothing);
    EXPECT_TRUE(says(complaint([](Jet& jet) { jet.phi *= 57.29578F; }), {"/jets, row ", "degrees?"}));
    EXPECT_TRUE(says(complaint([](Jet& jet) { jet.pt *= 1e3F, jet.e *= 1e3F; }), {"/jets, row ", "MeV"}));
    EXPECT_TRUE(says(complaint([](Jet& jet) { jet.e = 0.1F * jet.pt; }), {"/jets, row ", "a mass"}));
    EXPECT_TRUE(says(complaint([](Jet& jet) { jet.pt *= 0.5F, jet.e *= 0.5F; }), {"its jets have pt > 30"}));
    Names mev;
    mev.mev = true;
    SmallFile soft;
    EXPECT_EQ(message_of([&] {
                  soft.write(folder / "b.h5");
                  read_sequences(folder / "b.h5", mev);
              }),
              nothing);  // three jets do not tell
}

TEST(Checks, HoldForFullEvents) {
    TemporaryFolder const folder;
    auto const complaint = [&](auto const& spoil) {
        auto events = test::toy_events(50, 1);
        for (Event& event : events) spoil(event);
        write_events(folder / "a.h5", events, {});
        return message_of([&] { read_events(folder / "a.h5"); });
    };
    EXPECT_TRUE(says(complaint([](Event& event) {
                         for (auto& jet : event.jets) jet.phi *= 57.29578F;
                     }),
                     {"/jets, row ", "degrees?"}));
    EXPECT_TRUE(says(complaint([](Event& event) {
                         for (auto& jet : event.jets) jet.pt *= 1e-3F, jet.e *= 1e-3F;
                     }),
                     {"/jets", "largest pt", "GeV taken for MeV"}));
    EXPECT_TRUE(says(complaint([](Event& event) {
                         for (auto& jet : event.large_jets) jet.m *= 1e3F;
                     }),
                     {"/large_jets, row ", "MeV"}));
    EXPECT_TRUE(says(complaint([](Event& event) {
                         for (auto& lepton : event.leptons) lepton.quality = static_cast<LeptonQuality>(4);
                     }),
                     {"/leptons, row ", "'quality' is 4"}));
    EXPECT_TRUE(says(complaint([](Event& event) {
                         for (auto& tag : event.btag) tag = 5;
                     }),
                     {"/jets, row ", "'btag' is 5", "0 or 1"}));
}

TEST(Checks, TellAMassFromAnUnknownOne) {  // both in the unit of the file
    EXPECT_TRUE(checks::is_mass(0, 100));
    EXPECT_TRUE(checks::is_mass(80, 100));
    EXPECT_TRUE(checks::is_mass(-0.09F, 100));  // rounding: a thousandth of the momentum
    EXPECT_FALSE(checks::is_mass(-0.11F, 100));
    EXPECT_FALSE(checks::is_mass(nan, 100));
    EXPECT_FALSE(checks::is_mass(-999, 2e6F));  // within the rounding of such a momentum
}

TEST(Checks, CallSoundWhatTheyLetPass) {
    EXPECT_TRUE(checks::is_sound(Jet{60, 1, 2, 120}));
    EXPECT_FALSE(checks::is_sound(Jet{0, 1, 2, 120}));
    EXPECT_FALSE(checks::is_sound(Jet{60, 1, 2, 80}));  // below the momentum 60 cosh(1) = 93
    EXPECT_TRUE(checks::is_sound(LargeJet{300, 1, 2, 80, nan, -1}));
    EXPECT_FALSE(checks::is_sound(LargeJet{300, 1, 2, nan, 1, 20}));
    EXPECT_FALSE(checks::is_sound(LargeJet{300, 11, 2, 80, 1, 20}));
    EXPECT_TRUE(checks::is_sound(Lepton{30, 1, 2, -13, LeptonQuality::none}));
    EXPECT_FALSE(checks::is_sound(Lepton{30, 1, 2, 15, LeptonQuality::tight}));  // a tau
    rows::EventRow event;
    EXPECT_TRUE(checks::is_sound(event));
    event.signal_type = 16;
    EXPECT_FALSE(checks::is_sound(event));
}

TEST(Checks, RefuseUnknownLabelsAndFlags) {
    for (int const label : {-1, 0, 1, 15}) checks::require_label(label, "a.h5: /events", 7, "Relabel it");
    for (int const label : {-2, 16}) {
        EXPECT_TRUE(
            says(message_of([&] { checks::require_label(label, "a.h5: /events", 7, "Relabel it"); }),
                 {"a.h5: /events, row 7: 'signalType' is " + std::to_string(label), "-1 unknown). Relabel it"}));
    }
    for (std::int8_t const flag : std::initializer_list<std::int8_t>{0, 1})
        checks::require_flag(flag, "btag", "a.h5: /jets", 7);
    for (std::int8_t const flag : std::initializer_list<std::int8_t>{-1, 2}) {
        EXPECT_TRUE(says(message_of([&] { checks::require_flag(flag, "btag", "a.h5: /jets", 7); }),
                         {"a.h5: /jets, row 7: 'btag' is " + std::to_string(flag), "a flag is 0 or 1"}));
    }
}

/// Of a column of 20 values or more: a few jets may all be soft.
TEST(Checks, JudgeAColumnByItsLargestValue) {
    struct {
        checks::LargestValue value;
        std::string name;
        float least;
    } const columns[] = {{checks::jet_pt(), "pt", 5},       {checks::large_jet_pt(), "pt", 10},
                         {checks::lepton_pt(), "pt", 1},    {checks::met(), "met", 1},
                         {checks::pt_miss(), "pt_miss", 1}, {checks::LargestValue{"x", 3}, "x", 3}};
    for (auto const& column : columns) {
        auto value = column.value;
        for (int n = 0; n < 19; ++n) value.look(0.9F * column.least);
        value.judge("a.h5: /t");
        value.look(0.5F * column.least);
        EXPECT_EQ(value.values(), 20U);
        EXPECT_TRUE(
            says(message_of([&] { value.judge("a.h5: /t"); }), {"a.h5: /t: the largest " + column.name + " of 20 is"}));
        value.look(column.least);
        value.judge("a.h5: /t");
    }
}

}  // namespace
}  // namespace jetseq::data
