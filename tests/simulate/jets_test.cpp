// Files of jets with their constituents.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "core/io/read_file.hpp"
#include "data/sequences/sequences.hpp"
#include "data/sequences/split.hpp"
#include "simulate/chunks.hpp"
#include "simulate/generator/generator.hpp"
#include "simulate/generator/impact_parameters.hpp"
#include "simulate/jets/jet_file.hpp"
#include "simulate/jets/jet_numbers.hpp"
#include "simulate/jets/labelled_jets.hpp"
#include "simulate/generator/recipe.hpp"
#include "simulate/simulate.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::simulate {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

TEST(ImpactParameters, AreThoseOfAStraightLineByHand) {
    // from (0, 3, 5) along (4, 0, 2): passes the beam line at (0, 3), where it starts
    auto const side = impact_parameters({4, 0, 2, 5}, 0, 3, 5);
    EXPECT_EQ(side.d0, 3);  // the point is (-d0 sin(0), d0 cos(0))
    EXPECT_EQ(side.z0, 5);
    // from (3, 3, 5): 3 mm earlier in x, where z is 1.5 mm less
    auto const later = impact_parameters({4, 0, 2, 5}, 3, 3, 5);
    EXPECT_EQ(later.d0, 3);
    EXPECT_EQ(later.z0, 3.5F);
    EXPECT_EQ(impact_parameters({4, 4, 2, 7}, 3, 3, 5).d0, 0);  // from the beam line
    // a decay at phi = 0, and a track of positive phi: below the beam line
    EXPECT_LT(impact_parameters({4, 1, 0, 5}, 3, 0, 0).d0, 0);
}

TEST(JetNumbers, KeepJetsOfAnEventTogetherAndApart) {
    std::set<std::uint64_t> numbers;
    for (std::uint64_t event = 0; event < 50; ++event) {
        auto number = event;
        for (int jet = 0; jet < 4; ++jet) {
            EXPECT_TRUE(numbers.insert(number).second);
            EXPECT_EQ(number % jet_number_step, event);
            EXPECT_EQ(data::part_of(7, number), data::part_of(7, event));
            for (std::size_t folds = 2; folds <= 10; ++folds)
                EXPECT_EQ(fold_of({7, number}, folds), fold_of({7, event}, folds)) << folds;
            number = next_jet_number(7, number);
        }
    }
}

TEST(FlavourOf, IsThatOfAHadronBeforeAPartons) {
    Jet const jet{100, 0, 0, 100};
    ParticleEvent event;
    EXPECT_EQ(flavour_of(jet, event), 0);
    event.partons = {{0, 0.35F, 21}, {0, -0.2F, 3}, {0, 0.45F, 1}};
    EXPECT_EQ(flavour_of(jet, event), 1);  // the strange quark is nearer than the gluon
    event.partons[1].pdg_id = 21;
    EXPECT_EQ(flavour_of(jet, event), 21);
    event.partons[1].pdg_id = 5;  // without its hadron
    EXPECT_EQ(flavour_of(jet, event), 0);
    event.partons.push_back({0.25F, 0, 15});
    EXPECT_EQ(flavour_of(jet, event), 15);
    event.heavy_hadrons = {{0, 0.25F, 4}, {0.31F, 0, 5}};  // the b hadron is beyond 0.3
    EXPECT_EQ(flavour_of(jet, event), 4);
    event.heavy_hadrons.push_back({0.1F, 0, 5});
    EXPECT_EQ(flavour_of(jet, event), 5);
}

/// A jet along x of a track, a photon and a neutral hadron.
ParticleEvent three_particles() {
    ParticleEvent event;
    event.particles = {{{60, 3, 0, std::hypot(60, 3)}, false, true},
                       {{100, 0, 0, 100}, true, false, -1, 2, -7},
                       {{40, 0, 2, std::hypot(40, 2)}, false, false}};
    event.particles.push_back({{0.1, 0, 0, 1}, false, false});  // too soft to be kept
    event.partons = {{0, 0, 21}};
    event.weight = 0.5;
    return event;
}

SimulateOptions three_constituents() {
    SimulateOptions options;
    options.detector.track = 1;
    options.jets.constituents = 4;
    return options;
}

TEST(JetMaker, MeasuresTheConstituentsOfAJet) {
    JetMaker maker{three_constituents(), 1};
    JetSample sample;
    EventInfo info;
    info.event_number = 11, info.sample_id = 3;
    maker(three_particles(), info, sample);
    ASSERT_EQ(sample.jets.size(), 1U);
    ASSERT_EQ(sample.constituents.size(), 4U);
    auto const& jet = sample.jets[0];
    EXPECT_EQ(jet.number, 11U);
    EXPECT_EQ(jet.sample_id, 3);
    EXPECT_EQ(jet.flavour, 21);
    EXPECT_EQ(jet.weight, 0.5F);
    EXPECT_EQ(sample.sum_of_weights, 0.5);
    EXPECT_EQ(jet.n_constituents, 3);
    EXPECT_EQ(jet.n_tracks, 1);
    EXPECT_NEAR(jet.pt, 200, 5 * 200 * std::hypot(0.04, 0.65 / std::sqrt(200), 3.0 / 200));
    double const energy = std::hypot(60, 3) + 100 + std::hypot(40, 2) + 1;
    double const mass = std::sqrt(energy * energy - 200.1 * 200.1 - 3 * 3 - 2 * 2), pt = std::hypot(200.1, 3);
    EXPECT_NEAR(jet.m / jet.pt, mass / pt, 1e-6);

    auto const& track = sample.constituents[0];
    EXPECT_EQ(track.valid, 1);
    EXPECT_EQ(track.charge, -1);
    EXPECT_NEAR(track.pt, 100, 5 * 100 * std::hypot(0.01, 3e-4 * 100));
    EXPECT_NEAR(track.deta, -std::asinh(2 / pt), 1e-6);  // angles are relative to the axis
    EXPECT_NEAR(track.dphi, -std::atan2(3, 200.1), 1e-6);
    EXPECT_NEAR(track.d0, 2, 5 * 0.011);
    EXPECT_NEAR(track.z0, -7, 5 * 0.051);
    auto const& photon = sample.constituents[1];
    EXPECT_EQ(photon.photon, 1);
    EXPECT_EQ(photon.charge, 0);
    EXPECT_NEAR(photon.dphi, std::atan2(3, 60) - std::atan2(3, 200.1), 5 * 0.005);
    EXPECT_EQ(photon.d0, 0);
    EXPECT_EQ(sample.constituents[2].photon, 0);
    EXPECT_EQ(sample.constituents[3].valid, 0);
}

TEST(JetMaker, KeepsTheHardestConstituentsOfWantedJets) {
    auto options = three_constituents();
    options.jets.constituents = 2;
    JetSample sample;
    JetMaker{options, 1}(three_particles(), {}, sample);
    ASSERT_EQ(sample.constituents.size(), 2U);
    EXPECT_EQ(sample.jets[0].n_constituents, 3);
    options.jets.pt_max = 100;
    JetSample none;
    JetMaker{options, 1}(three_particles(), {}, none);
    EXPECT_TRUE(none.jets.empty());
    EXPECT_EQ(none.sum_of_weights, 0.5);
    options.jets.pt_max = 1000, options.jets.abs_eta_max = 0.1;
    auto event = three_particles();
    for (auto& particle : event.particles) particle.momentum.pz += particle.momentum.px;
    event.partons[0].eta = 0.88F;
    JetMaker{options, 1}(event, {}, none);
    EXPECT_TRUE(none.jets.empty());
}

TEST(JetFile, IsReadAsItWasWritten) {
    TemporaryFolder const folder;
    JetSample sample;
    JetMaker{three_constituents(), 1}(three_particles(), {}, sample);
    write_jets(folder / "jets.h5", sample, {{"note", "toy"}});
    auto const again = read_jets(folder / "jets.h5");
    EXPECT_EQ(again.width, 4U);
    ASSERT_EQ(again.jets.size(), 1U);
    EXPECT_EQ(again.jets[0].m, sample.jets[0].m);
    EXPECT_EQ(again.jets[0].flavour, 21);
    EXPECT_EQ(again.constituents[0].z0, sample.constituents[0].z0);
    EXPECT_EQ(again.constituents[1].photon, 1);
    auto const attributes = data::read_attributes(folder / "jets.h5");
    EXPECT_EQ(attributes.at("kind"), "jetseq_jets");
    EXPECT_EQ(attributes.at("note"), "toy");
}

TEST(ChunkFolder, KeepsJets) {
    TemporaryFolder const folder;
    SimulateOptions options;
    options.events = 3;
    auto const chunk = chunks(options).at(0);
    ChunkFolder const parts{folder / "parts", {{"output", "jets"}}};
    JetSample sample;
    JetMaker{three_constituents(), 1}(three_particles(), {}, sample);
    parts.write(chunk, sample, {0.1, 0.003});
    EXPECT_EQ(parts.read_jets(chunk).sum_of_weights, 0.5);
    EXPECT_EQ(parts.read_jets(chunk).jets.size(), 1U);
    EXPECT_EQ(parts.cross_section(chunk).value, 0.1);
    ChunkFolder const events{folder / "parts", {}};  // of a run without `output`
    EXPECT_TRUE(says(message_of([&] { events.has(chunk); }), {"was made with another `output`"}));
}

/// Dijets of 200 GeV without the underlying event, and their jets.
SimulateOptions dijets() {
    SimulateOptions options;
    options.process = Process::qcd;
    options.leptons = -1;
    options.events = 12;
    options.events_per_chunk = 4;
    options.sample_id = 9;
    options.detector.jet_pt_min = 100;
    options.output = SimulateOutput::jets;
    options.jets.constituents = 20;
    options.pythia_settings = {"PartonLevel:MPI = off"};
    return options;
}

TEST(Generator, TellsTheOutgoingPartons) {
    Generator generator{recipe(dijets()), 3};
    for (int i = 0; i < 5; ++i) {
        auto const event = *generator.next();
        ASSERT_EQ(event.partons.size(), 2U);
        double const apart = delta_phi(event.partons[0].phi, event.partons[1].phi);
        EXPECT_NEAR(apart, std::acos(-1), 0.8);  // back to back but for the initial-state shower
        for (auto const& particle : event.particles) {
            EXPECT_EQ(particle.charge != 0, particle.charged);
            EXPECT_LT(std::fabs(particle.d0), 1000);
        }
    }
}

TEST(Simulate, MakesJetsThatDependOnTheSeedOnly) {
    TemporaryFolder const folder;
    auto options = dijets();
    auto const result = simulate(options, folder / "one.h5");
    ASSERT_TRUE(result.finished);
    EXPECT_EQ(result.progress.kept, 12);
    options.threads = 2;
    int reports = 0;  // stopped after two of three chunks, and resumed
    simulate(options, folder / "two.h5", {[&](SimulateProgress const&) { ++reports; }, [&] { return reports >= 2; }});
    EXPECT_FALSE(std::filesystem::exists(folder / "two.h5"));
    EXPECT_GT(simulate(options, folder / "two.h5").progress.resumed, 0);
    EXPECT_EQ(read_file(folder / "one.h5"), read_file(folder / "two.h5"));

    auto const jets = read_jets(folder / "one.h5");
    EXPECT_EQ(static_cast<std::int64_t>(jets.jets.size()), result.jets);
    EXPECT_GT(result.jets, 12);
    std::map<std::int32_t, int> flavours;
    for (auto const& jet : jets.jets) {
        ++flavours[jet.flavour];
        EXPECT_GE(jet.pt, 100);
        EXPECT_LE(std::fabs(jet.eta), 2.1);
    }
    EXPECT_GT(flavours[1], 0);
    EXPECT_GT(flavours[21], 0);
    auto const attributes = data::read_attributes(folder / "one.h5");
    EXPECT_EQ(attributes.at("sum_of_weights"), "12");
    EXPECT_EQ(attributes.at("jets"), "pt_max = 7000\nabs_eta_max = 2.1\nconstituents = 20");
    EXPECT_EQ(attributes.count("pileup"), 0U);
}

TEST(Simulate, MakesJetsThatTrainingsRead) {
    TemporaryFolder const folder;
    simulate(dijets(), folder / "jets.h5");
    auto const jets = read_jets(folder / "jets.h5");
    data::Names names;
    names.renamed = {{"events", "jets"}, {"events.signalType", "flavour"}};
    names.classes = {{1, 0}, {21, 1}, {4, 2}, {5, 3}};
    names.inputs = {{{"constituents", {"pt", "deta", "charge"}, "", 15}}, {"pt", "n_constituents"}};
    auto const sequences = data::read_sequences(folder / "jets.h5", names);
    ASSERT_EQ(sequences.size(), jets.jets.size());
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const& list = sequences.objects[0];
        EXPECT_EQ(sequences.events[n].event_number, jets.jets[n].number);
        EXPECT_EQ(sequences.events[n].sample_id, 9);
        EXPECT_EQ(static_cast<std::int32_t>(sequences.events[n].production), names.classes.at(jets.jets[n].flavour));
        EXPECT_EQ(sequences.variables.row(n)[0], jets.jets[n].pt);
        EXPECT_EQ(list.length(n), std::min<std::size_t>(15, static_cast<std::size_t>(jets.jets[n].n_constituents)));
        for (std::size_t i = 0; i < list.length(n); ++i) {
            auto const& constituent = jets.constituents[n * jets.width + i];
            EXPECT_EQ(list.row(n)[3 * i], constituent.pt);
            EXPECT_EQ(list.row(n)[3 * i + 1], constituent.deta);
            EXPECT_EQ(list.row(n)[3 * i + 2], static_cast<float>(constituent.charge));
        }
    }
}

TEST(SimulateOptions, JetsNeedAHardProcess) {
    auto options = dijets();
    options.jets.pt_max = 50;
    EXPECT_TRUE(says(message_of([&] { check(options); }), {"jets.pt_max [GeV] is 50 ", "from 100 to 7000"}));
    options.process = Process::hepmc;
    options.input = "events.hepmc";
    options.jets.pt_max = 500;
    EXPECT_TRUE(says(message_of([&] { check(options); }), {"Process hepmc has no `output: jets`"}));
    EXPECT_EQ(text(JetOptions{}), "pt_max = 7000\nabs_eta_max = 2.1\nconstituents = 40");
}

}  // namespace
}  // namespace jetseq::simulate
