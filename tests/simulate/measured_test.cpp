// The parts of the simplified detector, one by one.
#include <Pythia8/Pythia.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "simulate/detector/angles.hpp"
#include "simulate/chunks.hpp"
#include "simulate/detector/draws.hpp"
#include "simulate/generator/generator.hpp"
#include "simulate/detector/measured_jets.hpp"
#include "simulate/detector/measured_leptons.hpp"
#include "simulate/generator/pythia_particles.hpp"
#include "simulate/generator/recipe.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::simulate {
namespace {

TEST(Angles, AreThoseOfTheMomentum) {
    auto const side = direction({0, -3, 0, 3});
    EXPECT_EQ(side.eta, 0);
    EXPECT_FLOAT_EQ(side.phi, -std::acos(-1.0F) / 2);
    EXPECT_FLOAT_EQ(direction({1, 0, std::sinh(2.0), 4}).eta, 2);
    auto const along = direction({0, 0, -100, 100});  // the beam: far away, but finite
    EXPECT_LT(along.eta, -15);
    EXPECT_TRUE(std::isfinite(along.eta));
}

TEST(Draws, AreNormalWithTheSameBitsEverywhere) {
    Random random{1};
    double sum = 0, squares = 0;
    constexpr int n = 100'000;
    for (int i = 0; i < n; ++i) {
        double const x = random_normal(random);
        sum += x, squares += x * x;
    }
    EXPECT_NEAR(sum / n, 0, 4 / std::sqrt(n));
    EXPECT_NEAR(squares / n, 1, 4 * std::sqrt(2.0 / n));  // the variance of x^2 is 2
}

TEST(Draws, SmearAroundOneAndNeverBelowATwentieth) {
    Random random{2}, wide{3};
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) {
        sum += smearing(0.1, random);
        EXPECT_GE(smearing(10, wide), 0.05);
    }
    EXPECT_NEAR(sum / 10'000, 1, 4 * 0.1 / 100);
    EXPECT_EQ(smearing(0, random), 1);
}

TEST(MeasuredLeptons, TakeThePhotonsNearThem) {
    std::vector<PromptLepton> leptons{{{50, 0, 0, 50}, 11}};
    double const near = 0.09, far = 0.11;  // in azimuth; the radius is 0.1
    std::vector<Particle> particles{{{10 * std::cos(near), 10 * std::sin(near), 0, 10}, false, true},
                                    {{10 * std::cos(far), 10 * std::sin(far), 0, 10}, false, true},
                                    {{10, 0, 0, 10}, true, false}};  // no photon
    dress(leptons, particles);
    EXPECT_EQ(leptons[0].momentum.e, 60);
    ASSERT_EQ(particles.size(), 2U);
    EXPECT_TRUE(particles[1].charged);
}

TEST(MeasuredLeptons, AreLostOutsideTheAcceptanceAndElectronsLeaveEnergy) {
    DetectorOptions options;
    options.lepton_tight = options.lepton_medium = options.lepton_loose = 1;
    Random random{4};
    auto const at = [](double pt, double eta, int pdg_id) {
        return PromptLepton{{pt, 0, pt * std::sinh(eta), pt * std::cosh(eta)}, pdg_id};
    };
    auto const found =
        measure({at(50, 2.4, 11), at(100, 2.6, 13), at(40, 2.6, -11), at(60, 2.8, 13), at(3, 0, 13)}, options, random);
    ASSERT_EQ(found.leptons.size(), 2U);
    EXPECT_EQ(found.leptons[0].pdg_id, 13);  // in falling pt
    EXPECT_EQ(found.leptons[1].pdg_id, 11);
    EXPECT_EQ(found.leptons[0].quality, LeptonQuality::tight);
    EXPECT_NEAR(std::hypot(found.lost_electrons.px, found.lost_electrons.py), 40, 1e-9);  // beyond 2.47
}

TEST(MeasuredJets, JoinParticlesWithinTheRadius) {
    Random random{5};
    SeenParticles particles;
    auto const add = [&](double pt, double phi) {
        particles.emplace_back(pt * std::cos(phi), pt * std::sin(phi), 0, pt);
    };
    add(100, 0), add(50, 0.2), add(80, 2), add(10, -2);  // the last is too soft
    auto const found = small_jets(particles, 30, random);
    ASSERT_EQ(found.jets.size(), 2U);
    EXPECT_NEAR(found.jets[0].pt, 150, 5 * 150 * std::hypot(0.04, 0.65 / std::sqrt(150), 3.0 / 150));
    EXPECT_NEAR(found.jets[1].phi, 2, 1e-6);
    EXPECT_NEAR(found.clustered_pt, std::hypot(100 + 50 * std::cos(0.2), 50 * std::sin(0.2)) + 80, 1e-6);
}

TEST(MeasuredJets, AreTrimmedIfTheyAreLarge) {
    Random random{6};
    SeenParticles particles;
    auto const add = [&](double pt, double phi) {
        particles.emplace_back(pt * std::cos(phi), pt * std::sin(phi), 0, pt);
        particles.back().set_user_index(1);
    };
    add(200, 0), add(100, 0.5);
    add(5, 0.9);    // within the radius of 1, but below 5 % of its pt
    add(150, 2.5);  // another jet, too soft
    auto const found = large_jets(particles, 200, random);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(found[0].pt, 292, 5 * 0.05 * 292);  // |200 + 100 e^(0.5 i)|
    EXPECT_NEAR(found[0].phi, std::atan2(100 * std::sin(0.5), 200 + 100 * std::cos(0.5)), 1e-6);  // without the 5 GeV
    EXPECT_EQ(found[0].n_trk, 3);  // tracks are counted before trimming
}

TEST(Processes, AreBackgroundsOrReadFilesOrNeither) {
    for (auto const process : {Process::zjets, Process::wjets, Process::ttbar, Process::qcd})
        EXPECT_TRUE(is_background(process));
    for (auto const process : {Process::vbf, Process::ggf, Process::graviton, Process::lhe, Process::hepmc}) {
        EXPECT_FALSE(is_background(process));
    }
    EXPECT_EQ(input_kind(Process::lhe), InputKind::lhe);
    EXPECT_EQ(input_kind(Process::hepmc), InputKind::hepmc);
    EXPECT_EQ(input_kind(Process::vbf), InputKind::none);
}

TEST(Pythia, TellsHeavyHadronsByTheirQuarks) {
    Pythia8::Pythia pythia{data_folder_of_pythia(), false};
    require_data_of(pythia);
    auto const flavour = [&](int pdg_id) { return heavy_flavour(pythia.particleData, pdg_id); };
    EXPECT_EQ(flavour(511), 5);   // B0
    EXPECT_EQ(flavour(-521), 5);  // B-
    EXPECT_EQ(flavour(5122), 5);  // Lambda_b
    EXPECT_EQ(flavour(541), 5);   // B_c: the heavier quark
    EXPECT_EQ(flavour(421), 4);   // D0
    EXPECT_EQ(flavour(443), 0);   // J/psi, quarkonium
    EXPECT_EQ(flavour(553), 0);   // Upsilon
    EXPECT_EQ(flavour(211), 0);   // pi+
    EXPECT_EQ(flavour(5), 0);     // a quark
    EXPECT_FALSE(pythia_version().empty());
}

TEST(ChunkFolder, KeepsFinishedChunksOfOneSample) {
    test::TemporaryFolder const folder;
    SimulateOptions options;
    options.events = 3, options.events_per_chunk = 2;
    auto const all = chunks(options);
    ASSERT_EQ(all.size(), 2U);
    ChunkFolder const parts{folder / "parts", {{"mass", "1000"}}};
    EXPECT_FALSE(parts.has(all[0]));
    parts.write(all[0], std::vector<Event>(2), {0.1, 0.003});
    EXPECT_TRUE(parts.has(all[0]));
    EXPECT_FALSE(parts.has(all[1]));
    EXPECT_EQ(parts.read(all[0]).size(), 2U);
    EXPECT_EQ(parts.cross_section(all[0]).value, 0.1);  // bit by bit
    EXPECT_EQ(parts.cross_section(all[0]).error, 0.003);
    ChunkFolder const others{folder / "parts", {{"mass", "900"}}};
    EXPECT_TRUE(test::says(test::message_of([&] { others.has(all[0]); }), {"was made with another `mass`"}));
    parts.remove(all);
    EXPECT_FALSE(std::filesystem::exists(folder / "parts"));
    std::filesystem::create_symlink("elsewhere", folder / "link");
    EXPECT_TRUE(test::says(test::message_of([&] { ChunkFolder{folder / "link", {}}; }), {"it is a link"}));
}

TEST(Generator, CountsTheEventsThatItHasTried) {
    SimulateOptions options;
    options.pythia_settings = {"PartonLevel:MPI = off"};
    Generator generator{recipe(options), 3};
    EXPECT_EQ(generator.tried(), 0);
    ASSERT_TRUE(generator.next());
    auto const first = generator.tried();
    EXPECT_GE(first, 1);  // those of other channels included
    ASSERT_TRUE(generator.next());
    EXPECT_GT(generator.tried(), first);
}

}  // namespace
}  // namespace jetseq::simulate
