#include "select/tagger/boson_tagger.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "core/io/output_file.hpp"
#include "core/math/random.hpp"
#include "select/tagger/boson_tagger_write.hpp"
#include "select/tagger/tagger_tuning.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

/// W: 70 to 90 GeV, D2 < 1.2, n_trk < 30; Z: 10 GeV more.
BosonTagger flat_tagger() {
    BosonTagger tagger;
    tagger.w = {{{70, 0, 0}}, {{90, 0, 0}}, {{1.2, 0, 0}}, {{30, 0, 0}}};
    tagger.z = {{{80, 0, 0}}, {{100, 0, 0}}, {{1.2, 0, 0}}, {{30, 0, 0}}};
    tagger.canaries = tag_canaries(tagger);
    return tagger;
}

BosonTag tag(LargeJet const& jet, Boson boson = Boson::w) { return flat_tagger()(boson, jet); }

TEST(BosonTagger, CutsOnBothSidesOfEachThreshold) {
    EXPECT_TRUE(tag({400, 0, 0, 80, 1, 20}).all());
    EXPECT_FALSE(tag({400, 0, 0, 69.9F, 1, 20}).mass);
    EXPECT_TRUE(tag({400, 0, 0, 70.1F, 1, 20}).mass);
    EXPECT_TRUE(tag({400, 0, 0, 89.9F, 1, 20}).mass);
    EXPECT_FALSE(tag({400, 0, 0, 90.1F, 1, 20}).mass);
    EXPECT_TRUE(tag({400, 0, 0, 90.1F, 1, 20}, Boson::z).mass);
    EXPECT_TRUE(tag({400, 0, 0, 80, 1.19F, 20}).d2);
    EXPECT_FALSE(tag({400, 0, 0, 80, 1.21F, 20}).d2);
    EXPECT_TRUE(tag({400, 0, 0, 80, 1, 29}).n_trk);
    EXPECT_FALSE(tag({400, 0, 0, 80, 1, 30}).n_trk);
}

TEST(BosonTagger, MovesWithPtBetweenItsEnds) {
    auto tagger = flat_tagger();
    tagger.pt_min = 250, tagger.pt_max = 1000;
    tagger.w.d2_max = {{1, 1, 0}};  // 1 + ln(pt / 500 GeV)
    auto const passes = [&](float pt, double d2) {
        return tagger(Boson::w, {pt, 0, 0, 80, static_cast<float>(d2), 20}).d2;
    };
    EXPECT_TRUE(passes(500, 0.99));
    EXPECT_FALSE(passes(500, 1.01));
    EXPECT_TRUE(passes(1000, 1 + std::log(2.0) - 0.01));
    EXPECT_FALSE(passes(3000, 1 + std::log(2.0) + 0.01));  // as at 1000 GeV
    EXPECT_TRUE(passes(200, 1 - std::log(2.0) - 0.01));    // as at 250 GeV
}

TEST(BosonTagger, SurvivesItsFile) {
    test::TemporaryFolder const folder;
    auto tagger = flat_tagger();
    tagger.w.mass_low = {{70.123456789, -1.0 / 3, 1e-3}};
    tagger.canaries = tag_canaries(tagger);
    write_file(folder / "tagger.json", to_json(tagger));
    auto const read = read_boson_tagger(folder / "tagger.json");
    EXPECT_EQ(to_json(read), to_json(tagger));
    EXPECT_EQ(read.canaries.size(), 30);
}

TEST(BosonTagger, RefusesAFileThatWasChanged) {
    test::TemporaryFolder const folder;
    std::string const good = to_json(flat_tagger());
    auto const complaint = [&](std::string const& from, std::string const& to) {
        std::string text = good;
        text.replace(text.find(from), from.size(), to);
        std::ofstream{folder / "tagger.json"} << text;
        return message_of([&] { read_boson_tagger(folder / "tagger.json"); });
    };
    EXPECT_TRUE(says(complaint("70.0", "75.0"), {"canaries[1]", "tagged otherwise"}));
    EXPECT_TRUE(says(complaint("\"d2_max\"", "\"d3_max\""), {"W", "has no key 'd2_max'"}));
    EXPECT_TRUE(says(complaint("1.2", "\"1.2\""), {"W.d2_max[0]", "is not a number"}));
    EXPECT_TRUE(says(complaint("90.0", "60.0"), {"W", "upside down"}));
    EXPECT_TRUE(says(complaint("jetseq_boson_tagger", "other"), {"kind"}));
    std::ofstream{folder / "tagger.json"} << [&] {
        auto without = flat_tagger();
        without.canaries.clear();
        return to_json(without);
    }();
    EXPECT_TRUE(says(message_of([&] { read_boson_tagger(folder / "tagger.json"); }),
                     {"canaries is empty", "Freeze the tagger again"}));
    EXPECT_TRUE(says(complaint("\"format_version\": 1", "\"format_version\": 2"), {"format_version"}));
}

/// Signal: 70 to 90 GeV, D2 below 1.5, 10 to 29 tracks; background: 20 to 150 GeV, D2 below 3, 10 to 59 tracks; all
/// equally often, so that S/sqrt(B) grows up to the end of the signal and falls behind it.
std::vector<TuningJet> toy_jets(std::size_t count) {
    Random random{3};
    std::vector<TuningJet> jets;
    for (std::size_t n = 0; n < count; ++n) {
        bool const signal = n % 2 == 0;
        TuningJet jet;
        jet.is_signal = signal, jet.is_test = n % 10 >= 7;
        jet.jet.pt = 200 + 800 * static_cast<float>(random.uniform());
        jet.jet.m = static_cast<float>(signal ? 70 + 20 * random.uniform() : 20 + 130 * random.uniform());
        jet.jet.d2 = static_cast<float>((signal ? 1.5 : 3.0) * random.uniform());
        jet.jet.n_trk = static_cast<std::int32_t>(10 + (signal ? 20 : 50) * random.uniform());
        jets.push_back(jet);
    }
    return jets;
}

TEST(TaggerTuning, FindsTheEndsOfTheSignal) {
    TuningOptions options;
    options.figure = FigureOfMerit::s_over_sqrt_b;
    options.pt_edges = {200, 400, 700, 1000};
    auto const tuning = tune_boson(toy_jets(40000), options);
    ASSERT_EQ(tuning.bins.size(), 3);
    for (auto const& bin : tuning.bins) {
        EXPECT_EQ(bin.mass_low, 70);
        EXPECT_EQ(bin.mass_high, 90);
        EXPECT_NEAR(bin.d2_max, 1.5, 1e-9);
        EXPECT_EQ(bin.n_trk_max, 30);
        EXPECT_EQ(bin.signal_efficiency, 1);
        EXPECT_NEAR(bin.background_efficiency, 20. / 130 * 1.5 / 3 * 20 / 50, 0.01);
    }
    EXPECT_NEAR(tuning.cuts.mass_low(300), 70, 1e-9);
    EXPECT_NEAR(tuning.cuts.d2_max(900), 1.5, 1e-9);
}

TEST(TaggerTuning, KeepsTheSignalEfficiencyAskedFor) {
    TuningOptions options;
    options.pt_edges = {200, 400, 700, 1000};
    for (double const wanted : {0.3, 0.5, 0.7}) {
        options.signal_efficiency = wanted;
        auto const jets = toy_jets(40000);
        auto const tuning = tune_boson(jets, options);
        BosonTagger tagger;
        tagger.pt_min = 200, tagger.pt_max = 1000, tagger.w = tuning.cuts;
        double signal = 0, tagged = 0;
        for (auto const& jet : jets) {
            if (!jet.is_test || !jet.is_signal) continue;
            signal += 1, tagged += tagger(Boson::w, jet.jet).all();
        }
        EXPECT_NEAR(tagged / signal, wanted, 0.05);  // smoothing moves it by some per cent
        for (auto const& bin : tuning.bins) EXPECT_NEAR(bin.signal_efficiency, wanted, 0.02);
    }
}

TEST(TaggerTuning, IsTighterIfTheBackgroundIsUncertain) {
    TuningOptions options;
    options.figure = FigureOfMerit::asimov;
    options.pt_edges = {200, 1000};
    options.signal_yield = 100, options.background_yield = 100000;
    options.background_uncertainty = 0;
    auto jets = toy_jets(40000);
    for (auto& jet : jets) {  // less and less signal towards D2 = 2
        if (jet.is_signal) jet.jet.d2 = 2 - 2 * std::sqrt(1 - jet.jet.d2 / 1.5F);
    }
    auto const sure = tune_boson(jets, options).bins[0];
    options.background_uncertainty = 0.5;
    auto const unsure = tune_boson(jets, options).bins[0];
    EXPECT_LT(unsure.background_efficiency, sure.background_efficiency);
}

TEST(TaggerTuning, LooksAtNoJetOfTheTest) {
    TuningOptions options;
    options.pt_edges = {200, 1000};
    auto jets = toy_jets(4000);
    auto const before = tune_boson(jets, options).bins[0];
    for (auto& jet : jets) {
        if (jet.is_test) jet.jet.m = 60, jet.is_signal = !jet.is_signal;
    }
    auto const after = tune_boson(jets, options).bins[0];
    EXPECT_EQ(after.mass_low, before.mass_low);
    EXPECT_EQ(after.signal_jets, before.signal_jets);
    EXPECT_EQ(after.background_efficiency, before.background_efficiency);
}

TEST(TaggerTuning, SaysWhatIsWrong) {
    TuningOptions options;
    EXPECT_TRUE(says(message_of([&] { tune_boson({}, options); }), {"no pt bin has enough jets"}));
    options.degree = 3;
    EXPECT_TRUE(says(message_of([&] { tune_boson({}, options); }), {"degree"}));
    options = {};
    options.pt_edges = {300, 200};
    EXPECT_TRUE(says(message_of([&] { tune_boson({}, options); }), {"pt_edges"}));
}

}  // namespace
}  // namespace jetseq
