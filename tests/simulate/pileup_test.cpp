// Overlaid interactions, and what the detector does about them.
#include "simulate/pileup.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/io/read_file.hpp"
#include "data/events/event_file.hpp"
#include "simulate/chunks.hpp"
#include "simulate/detector/detector.hpp"
#include "simulate/detector/measured_jets.hpp"
#include "simulate/detector/measured_leptons.hpp"
#include "simulate/detector/pt_density.hpp"
#include "simulate/generator/recipe.hpp"
#include "simulate/detector/seen_particles.hpp"
#include "simulate/simulate.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::simulate {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

Particle particle_at(double pt, double eta, double phi, bool charged = false) {
    return {{pt * std::cos(phi), pt * std::sin(phi), pt * std::sinh(eta), pt * std::cosh(eta)}, charged, false};
}

fastjet::PseudoJet seen_at(double pt, double eta, double phi, int index = 0) {
    fastjet::PseudoJet result{pt * std::cos(phi), pt * std::sin(phi), pt * std::sinh(eta), pt * std::cosh(eta)};
    result.set_user_index(index);
    return result;
}

/// 2 GeV in each of the cells of pt_density(), so 2 / (0.6 pi / 5) GeV per unit, and half of it forward.
SeenParticles even_background() {
    SeenParticles particles;
    for (int in_eta = 0; in_eta < 8; ++in_eta) {
        for (int in_phi = 0; in_phi < 10; ++in_phi) {
            double const phi = (in_phi + 0.5) * std::numbers::pi / 5;
            particles.push_back(seen_at(2, -2.1 + 0.6 * in_eta, phi));
            double const forward = 2.8 + 0.6 * (in_eta % 4);
            particles.push_back(seen_at(1, in_eta < 4 ? -forward : forward, phi));
        }
    }
    return particles;
}

constexpr double cell_area = 0.6 * std::numbers::pi / 5;

PileupOptions some_pileup() {
    PileupOptions options;
    options.mean = 20;
    return options;
}

TEST(SeenParticles, AreTracksOnlyOfTheHardInteraction) {
    Random random{1};
    std::vector<Particle> particles{particle_at(5, 0, 0, true),   particle_at(5, 0, 1, true),
                                    particle_at(0.3, 0, 2, true), particle_at(0.45, 0, 2, true),
                                    particle_at(5, 3, 0, true),   particle_at(5, 5, 0)};
    particles[1].pileup = true;
    auto const seen = seen_particles(particles, 1, random);
    ASSERT_EQ(seen.size(), 4U);  // 0.3 GeV is too soft, eta 5 too far forward
    EXPECT_TRUE(is_track(seen[0]));
    EXPECT_FALSE(is_track(seen[1]));  // pile-up
    EXPECT_FALSE(is_track(seen[2]));  // below 0.5 GeV
    EXPECT_EQ(particle_of(seen[2]), 3U);
    EXPECT_FALSE(is_track(seen[3]));  // outside the tracker
    EXPECT_TRUE(is_seen(particles[0]));
    EXPECT_FALSE(is_seen(particles[2]));
    EXPECT_EQ(seen_index(4, true), 9);
    EXPECT_FALSE(is_track(fastjet::PseudoJet{1, 0, 0, 1}));  // without an index
    EXPECT_FALSE(is_found_as_track(true, 5, 0, 0, random));
    EXPECT_TRUE(is_found_as_track(true, 5, 0, 1, random));
}

TEST(PtDensity, IsTheMedianOfTheCells) {
    auto particles = even_background();
    auto const even = pt_density(particles);
    EXPECT_NEAR(even.central, 2 / cell_area, 1e-9);
    EXPECT_NEAR(even.forward, 1 / cell_area, 1e-9);
    EXPECT_EQ(even.at(-2.4), even.central);
    EXPECT_EQ(even.at(2.6), even.forward);
    particles.push_back(seen_at(500, 0.3, 1)), particles.push_back(seen_at(100, -3, 2));  // jets do not change it
    EXPECT_NEAR(pt_density(particles).central, even.central, 1e-9);
    EXPECT_NEAR(pt_density(particles).forward, even.forward, 1e-9);
    EXPECT_EQ(pt_density({}).central, 0);
}

TEST(MeasuredJets, LoseTheDensityOfPileup) {
    auto particles = even_background();
    auto const add_jet = [&] { particles.push_back(seen_at(100, 0, 0.1, seen_index(particles.size(), true))); };
    add_jet();
    double ratio = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Random with{seed}, without{seed};
        ratio += static_cast<double>(small_jets(particles, 80, with, some_pileup()).jets.at(0).pt) /
                 static_cast<double>(small_jets(particles, 80, without).jets.at(0).pt) / 400;
    }
    double const all = [&] {
        Random random{0};
        return small_jets(particles, 80, random).clustered_pt;
    }();
    double const removed = 2 / cell_area * std::numbers::pi * 0.16;  // density times area
    EXPECT_NEAR(ratio, 1 - removed / all, 0.01);                     // the resolution depends a little on pt
}

TEST(MeasuredJets, NeedTracksIfTheyAreSoftAndCentral) {
    SeenParticles const neutral{seen_at(40, 0, 0), seen_at(40, 0, 2), seen_at(4.5, 0, 2.1, seen_index(2, true)),
                                seen_at(40, 3, 0), seen_at(100, 1, -2)};
    auto const phis = [&](PileupOptions const& pileup) {
        Random random{3};
        std::vector<int> found;
        for (auto const& jet : small_jets(neutral, 20, random, pileup).jets) {
            found.push_back(static_cast<int>(std::lround(jet.eta * 10 + jet.phi)));
        }
        std::sort(found.begin(), found.end());
        return found;
    };
    EXPECT_EQ(phis({}), (std::vector<int>{0, 2, 8, 30}));
    EXPECT_EQ(phis(some_pileup()), (std::vector<int>{8, 30}));  // 4.5 of 44.5 GeV, smeared, are too few tracks
    auto options = some_pileup();
    options.jet_track_fraction = 0.05;
    EXPECT_EQ(phis(options), (std::vector<int>{2, 8, 30}));
    options.jet_pt_max = 10;  // no jet needs them
    EXPECT_EQ(phis(options), (std::vector<int>{0, 2, 8, 30}));
}

TEST(MeasuredLeptons, LeaveThePhotonsOfPileup) {
    std::vector<PromptLepton> leptons{{{50, 0, 0, 50}, 11}};
    std::vector<Particle> particles{{{10, 0, 0, 10}, false, true}};
    particles[0].pileup = true;
    dress(leptons, particles);
    EXPECT_EQ(leptons[0].momentum.e, 50);
    EXPECT_EQ(particles.size(), 1U);
}

TEST(Detector, MakesTheSoftTermOfTracksIfThereIsPileup) {
    DetectorOptions options;
    options.track = 1;
    ParticleEvent event;
    event.particles = {particle_at(5, 0, 0, true), particle_at(8, 1, 1), particle_at(8, -1, -2)};
    double along = 0, squares = 0;
    int const events = 400;
    for (std::uint64_t seed = 0; seed < events; ++seed) {
        auto const info = Detector{options, seed, some_pileup()}(event, {}).info;
        double const x = info.met * std::cos(info.met_phi);
        along += x / events, squares += x * x / events;
    }
    double const sigma = 0.5 * std::sqrt(5.0);  // of its pt alone
    EXPECT_NEAR(along, -5, 5 * sigma / std::sqrt(events));
    EXPECT_NEAR(squares - along * along, sigma * sigma, 5 * sigma * sigma * std::sqrt(2.0 / events));
}

TEST(Pileup, AddsWhatTheDetectorSeesOfAPoissonNumberOfInteractions) {
    auto options = some_pileup();
    options.pool = 100;
    Pileup pileup{options, 5};
    double charged_inside = 0, charged_outside = 0, px = 0, pz = 0, sum_pt = 0;
    int const events = 100;
    for (int n = 0; n < events; ++n) {
        ParticleEvent event;
        event.particles = {particle_at(100, 0, 0)};
        pileup.add_to(event);
        EXPECT_FALSE(event.particles[0].pileup);
        for (std::size_t i = 1; i < event.particles.size(); ++i) {
            auto const& particle = event.particles[i];
            auto const& p = particle.momentum;
            EXPECT_TRUE(particle.pileup);
            EXPECT_TRUE(is_seen(particle));
            px += p.px, pz += p.pz, sum_pt += std::hypot(p.px, p.py);
            bool const is_inside = std::fabs(std::asinh(p.pz / std::hypot(p.px, p.py))) < tracker_eta_max;
            if (particle.charged) ++(is_inside ? charged_inside : charged_outside);
        }
    }
    // 2.9 charged particles with pt > 0.5 GeV per unit of eta, if there is one (ATLAS, PLB 758 (2016) 67): about 14 in
    // the tracker, of which a tenth stays; and as many outside, up to eta 4.9
    double const interactions = options.mean * events;
    EXPECT_GT(charged_inside / interactions, 0.5);
    EXPECT_LT(charged_inside / interactions, 3);
    EXPECT_GT(charged_outside / interactions, 5);
    EXPECT_LT(charged_outside / interactions, 30);
    EXPECT_NEAR(px / sum_pt, 0, 0.05);  // no direction is preferred
    EXPECT_NEAR(pz / sum_pt, 0, 0.3);
}

TEST(Pileup, OfMeanZeroAddsNothing) {
    Pileup none{{}, 1};
    ParticleEvent event;
    none.add_to(event);
    EXPECT_TRUE(event.particles.empty());
    EXPECT_FALSE(PileupOptions{}.is_on());
    EXPECT_EQ(minimum_bias_recipe().pythia_settings.back(), "SoftQCD:inelastic = on");
}

// Pythia takes seconds to start for inelastic interactions: few events, once for each run.
TEST(Simulate, OverlaysTheSamePileupOnTheSameEvents) {
    TemporaryFolder const folder;
    SimulateOptions options;
    options.events = 3;
    options.pileup.mean = 30, options.pileup.pool = 10;
    options.pythia_settings = {"PartonLevel:MPI = off"};
    simulate(options, folder / "a.h5");
    simulate(options, folder / "b.h5");
    EXPECT_EQ(read_file(folder / "a.h5"), read_file(folder / "b.h5"));
    auto const attributes = data::read_attributes(folder / "a.h5");
    EXPECT_EQ(attributes.at("pileup"), text(options.pileup));
    EXPECT_EQ(text(options.pileup),
              "mean = 30\npool = 10\ncharged_removed = 0.9\njet_track_fraction = 0.1\njet_pt_max = 60");
    EXPECT_EQ(attributes.at("pileup_pythia_settings"),
              "Beams:eCM = 13000\nParticleDecays:limitTau0 = on\nParticleDecays:tau0Max = 10\nSoftQCD:inelastic = on");
    EXPECT_EQ(attributes.count("output"), 0U);
    options.pileup.mean = 201;
    EXPECT_TRUE(says(message_of([&] { check(options); }), {"pileup.mean is 201 ", "from 0 to 200"}));
}

TEST(ChunkFolder, RefusesChunksWithOtherPileup) {
    TemporaryFolder const folder;
    SimulateOptions options;
    options.events = 1;
    auto const chunk = chunks(options).at(0);
    ChunkFolder const with{folder / "parts", {{"pileup", "mean = 20"}}}, without{folder / "parts", {}};
    with.write(chunk, std::vector<Event>(1), {});
    EXPECT_TRUE(with.has(chunk));
    EXPECT_TRUE(says(message_of([&] { without.has(chunk); }), {"was made with another `pileup`"}));
}

}  // namespace
}  // namespace jetseq::simulate
