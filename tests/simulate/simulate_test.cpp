#include "simulate/simulate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/error.hpp"
#include "data/events/event_file.hpp"
#include "simulate/detector/detector.hpp"
#include "simulate/generator/generator.hpp"
#include "simulate/generator/recipe.hpp"
#include "simulate/detector/substructure.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq::simulate {
namespace {

using test::message_of;

/// Without the underlying event: fast.
SimulateOptions fast_options() {
    SimulateOptions options;
    options.events = 12;
    options.events_per_chunk = 4;
    options.pythia_settings = {"PartonLevel:MPI = off"};
    return options;
}

/// A path for a test's file; what an earlier run left there is gone.
std::string fresh_path(std::string const& name) {
    auto const path = std::filesystem::path{testing::TempDir()} / ("jetseq_simulate_" + name + ".h5");
    std::filesystem::remove(path);
    std::filesystem::remove_all(parts_folder(path.string()));
    return path.string();
}

void expect_same(std::vector<Event> const& a, std::vector<Event> const& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].info.event_number, b[i].info.event_number);
        EXPECT_EQ(a[i].info.met, b[i].info.met);
        ASSERT_EQ(a[i].jets.size(), b[i].jets.size());
        for (std::size_t j = 0; j < a[i].jets.size(); ++j) EXPECT_EQ(a[i].jets[j].pt, b[i].jets[j].pt);
    }
}

/// Asks a simulation of three chunks to stop when it reports the end of the second.
SimulateResult stopped_run(SimulateOptions const& options, std::string const& path) {
    int reports = 0;
    return simulate(options, path, {[&](SimulateProgress const&) { ++reports; }, [&] { return reports >= 2; }});
}

struct Channel {
    Process process;
    int leptons;
};

class EveryChannel : public testing::TestWithParam<Channel> {};

TEST_P(EveryChannel, HasTheDecaysAskedFor) {
    auto options = fast_options();
    options.process = GetParam().process;
    options.leptons = GetParam().leptons;
    auto const sample = recipe(options);
    Generator generator{sample, 7};
    for (int i = 0; i < 4; ++i) {
        auto const event = *generator.next();
        EXPECT_EQ(event.hadronic_bosons, sample.hadronic_bosons);
        EXPECT_EQ(static_cast<int>(event.leptons.size()), std::max(0, options.leptons));
    }
}

INSTANTIATE_TEST_SUITE_P(Simulate, EveryChannel,
                         testing::Values(Channel{Process::vbf, 2}, Channel{Process::vbf, 1}, Channel{Process::ggf, 0},
                                         Channel{Process::ggf, -1}, Channel{Process::zprime, 1},
                                         Channel{Process::wprime, 2}, Channel{Process::wprime, 1},
                                         Channel{Process::graviton, 2}, Channel{Process::zjets, 0},
                                         Channel{Process::zjets, -1}, Channel{Process::wjets, 1},
                                         Channel{Process::ttbar, 1}, Channel{Process::ttbar, 2},
                                         Channel{Process::ttbar, -1}, Channel{Process::qcd, -1}),
                         [](auto const& channel) {
                             int const leptons = channel.param.leptons;
                             return std::string{name(channel.param.process)} +
                                    (leptons < 0 ? "Hadronic" : std::to_string(leptons) + "Lepton");
                         });

TEST(Recipe, UsesTheDipoleRecoilForVbfOnly) {
    auto const has_dipole_recoil = [](Process process) {
        SimulateOptions options;
        options.process = process;
        auto const settings = recipe(options).pythia_settings;
        return std::count(settings.begin(), settings.end(), "SpaceShower:dipoleRecoil = on") == 1;
    };
    EXPECT_TRUE(has_dipole_recoil(Process::vbf));
    EXPECT_FALSE(has_dipole_recoil(Process::ggf));
}

TEST(Recipe, LabelsSignalAndBackground) {
    SimulateOptions options;
    EXPECT_EQ(recipe(options).info.production, Production::vbf);
    options.process = Process::zjets;
    auto const info = recipe(options).info;
    EXPECT_EQ(info.production, Production::ggf_dy);
    EXPECT_EQ(info.spin, -1);
    EXPECT_EQ(info.mass, 0);
}

TEST(Recipe, ABiasIsOnlyForBackgrounds) {
    SimulateOptions options;
    options.bias_power = 4;
    auto const biased = [&] {
        auto const settings = recipe(options).pythia_settings;
        return std::count(settings.begin(), settings.end(), "PhaseSpace:bias2SelectionPow = 4") == 1;
    };
    EXPECT_FALSE(biased());
    options.process = Process::zjets;
    EXPECT_TRUE(biased());
    options.pt_hat_min = 0.2;  // TeV
    EXPECT_NE(message_of([&] { check(options); }).find("pt_hat_min [GeV] is 0.2 "), std::string::npos);
}

TEST(SimulateOptions, AnUnknownProcessIsRefusedWithTheKnownOnes) {
    auto const message = message_of([] { process_from_name("wbf"); });
    EXPECT_NE(message.find("`wbf`"), std::string::npos) << message;
    EXPECT_NE(message.find("vbf, ggf, zprime, wprime, graviton, zjets, wjets, ttbar, qcd, lhe, hepmc"),
              std::string::npos)
        << message;
}

TEST(SimulateOptions, AnImpossibleChannelIsRefusedWithThePossibleOnes) {
    SimulateOptions options;
    options.process = Process::zprime;  // WW gives one or no charged lepton next to V -> qq
    auto const message = message_of([&] { check(options); });
    EXPECT_NE(message.find("zprime"), std::string::npos) << message;
    EXPECT_NE(message.find("Choose one of 1, -1"), std::string::npos) << message;
}

TEST(SimulateOptions, AValueOutOfRangeIsNamed) {
    SimulateOptions options;
    options.mass = 1;  // TeV
    EXPECT_NE(message_of([&] { check(options); }).find("mass [GeV] is 1 "), std::string::npos);
}

TEST(Generator, NamesASettingThatPythiaDoesNotKnow) {
    auto options = fast_options();
    options.pythia_settings = {"PartonLevel:MPO = off"};
    auto const message = message_of([&] { Generator{recipe(options), 1}; });
    EXPECT_NE(message.find("`PartonLevel:MPO = off`"), std::string::npos) << message;
}

/// Dijets above 200 GeV, parton level: fast enough for many.
SimulateOptions many_dijets(double bias_power) {
    SimulateOptions options;
    options.process = Process::qcd;
    options.leptons = -1;
    options.bias_power = bias_power;
    options.pythia_settings = {"PartonLevel:MPI = off", "PartonLevel:ISR = off", "PartonLevel:FSR = off",
                               "HadronLevel:all = off"};
    return options;
}

/// Cross-section [pb] and the fraction of the weights above 250 GeV, from 3000 events.
std::pair<CrossSection, double> tail_of(SimulateOptions const& options) {
    Generator generator{recipe(options), 11};
    double all = 0, tail = 0;
    for (int i = 0; i < 3000; ++i) {
        auto const event = *generator.next();
        double pt = 0;
        for (auto const& particle : event.particles)
            pt = std::max(pt, std::hypot(particle.momentum.px, particle.momentum.py));
        all += event.weight;
        if (pt > 250) tail += event.weight;
    }
    return {generator.cross_section(), tail / all};
}

TEST(Generator, ABiasChangesHowOftenEventsAreMadeButNotWhatTheyAddUpTo) {
    auto const [plain, plain_tail] = tail_of(many_dijets(0));
    auto const [biased, biased_tail] = tail_of(many_dijets(3));
    EXPECT_NEAR(biased.value / plain.value, 1, 5 * std::hypot(biased.error, plain.error) / plain.value);
    EXPECT_LT(plain.error / plain.value, 0.05);
    // five binomial errors of the plain sample; the events made above 250 GeV are twice as many with the bias
    EXPECT_NEAR(biased_tail, plain_tail, 5 * std::sqrt(plain_tail * (1 - plain_tail) / 3000));
}

TEST(Generator, TheCrossSectionIsThatOfTheChannel) {
    SimulateOptions options;
    options.process = Process::zjets;
    options.pythia_settings = many_dijets(0).pythia_settings;
    auto const of_channel = [&](int leptons) {
        options.leptons = leptons;
        Generator generator{recipe(options), 5};
        for (int i = 0; i < 2000; ++i) generator.next();
        return generator.cross_section().value;
    };
    // PDG 2022: Z -> neutrinos 20.00 %, Z -> ee, mumu 6.73 %; photons above 60 GeV add a little to the latter
    EXPECT_NEAR(of_channel(0) / of_channel(2), 2.97, 0.2);

    options.process = Process::ttbar;  // here most events of other channels are vetoed after they have been made
    double const one = of_channel(1), none = of_channel(-1);
    EXPECT_NEAR(one / none, 2 * 0.2132 / 0.6741, 0.06);  // W -> e, mu over W -> hadrons, either of the two
}

TEST(Simulate, StoresWhatYieldsNeed) {
    auto options = many_dijets(3);
    options.events = 12;
    options.events_per_chunk = 5;  // the last is smaller
    auto const one = fresh_path("normalised"), broken = fresh_path("normalised_broken");
    simulate(options, one);
    auto const found = data::read_attributes(one);
    double sum = 0;
    for (auto const& event : data::read_events(one)) sum += static_cast<double>(event.info.weight);
    EXPECT_NEAR(std::stod(found.at("sum_of_weights")), sum, 1e-6 * sum);
    EXPECT_GT(std::stod(found.at("cross_section_pb")), 1e4);
    EXPECT_GT(std::stod(found.at("cross_section_error_pb")), 0);

    stopped_run(options, broken);
    simulate(options, broken);  // resumes from the chunks that are there
    EXPECT_EQ(data::read_attributes(broken), found);
}

TEST(Simulate, ANarrowResonanceHasNoCrossSection) {
    auto const path = fresh_path("resonance");
    auto options = fast_options();
    options.events = 4;
    simulate(options, path);
    EXPECT_EQ(data::read_attributes(path).count("cross_section_pb"), 0U);
    EXPECT_EQ(data::read_attributes(path).at("sum_of_weights"), "4");
}

TEST(Simulate, TheNumberOfThreadsChangesNothing) {
    auto options = fast_options();
    auto const one = fresh_path("one_thread"), two = fresh_path("two_threads");
    EXPECT_TRUE(simulate(options, one).finished);
    options.threads = 2;
    EXPECT_TRUE(simulate(options, two).finished);
    expect_same(data::read_events(one), data::read_events(two));
}

TEST(Simulate, NumbersItsEventsAndRemovesTheParts) {
    auto const path = fresh_path("numbers");
    simulate(fast_options(), path);
    std::vector<std::uint64_t> numbers;
    for (auto const& event : data::read_events(path)) numbers.push_back(event.info.event_number);
    EXPECT_FALSE(std::is_sorted(numbers.begin(), numbers.end())) << "rows are shuffled";
    std::sort(numbers.begin(), numbers.end());
    for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], i);
    EXPECT_FALSE(std::filesystem::exists(parts_folder(path)));
    EXPECT_EQ(data::read_attributes(path).at("process"), "vbf");
}

TEST(Simulate, ResumesAfterAnInterruption) {
    auto const whole = fresh_path("whole"), broken = fresh_path("broken");
    auto const stopped = stopped_run(fast_options(), broken);
    EXPECT_FALSE(stopped.finished);
    EXPECT_EQ(stopped.chunks_done, 2);  // what is complete when the stop is asked for is kept
    EXPECT_FALSE(std::filesystem::exists(broken));

    auto const resumed = simulate(fast_options(), broken);
    EXPECT_TRUE(resumed.finished);
    EXPECT_EQ(resumed.progress.resumed, 8);
    simulate(fast_options(), whole);
    expect_same(data::read_events(whole), data::read_events(broken));
}

TEST(Simulate, LeavesWhatOthersKeepInTheFolderOfItsParts) {
    namespace fs = std::filesystem;
    auto const path = fresh_path("guest"), parts = parts_folder(path);
    fs::create_directory(parts);
    for (auto const* mine : {"/notes.txt", "/chunk_0007.h5", "/chunk_0000.h5.old"})
        std::ofstream{parts + mine} << "mine";
    EXPECT_TRUE(simulate(fast_options(), path).finished);
    std::set<std::string> left;
    for (auto const& file : fs::directory_iterator{parts}) left.insert(file.path().filename());
    EXPECT_EQ(left, (std::set<std::string>{"notes.txt", "chunk_0007.h5", "chunk_0000.h5.old"}));
}

TEST(Simulate, KeepsItsPartsInAFolderOfItsOwn) {
    namespace fs = std::filesystem;
    auto const path = fresh_path("linked"), parts = parts_folder(path), other = fresh_path("others_folder");
    fs::remove_all(other);
    fs::create_directory(other);
    fs::create_symlink(other, parts);
    auto const message = [&] { return message_of([&] { simulate(fast_options(), path); }); };
    EXPECT_NE(message().find(parts + " for parts of a run (it is a link"), std::string::npos) << message();
    fs::remove(parts);
    fs::create_directory(parts);
    fs::create_symlink(other + "/new.h5", parts + "/chunk_0001.h5");
    EXPECT_NE(message().find("chunk_0001.h5 for parts of a run (it is a link"), std::string::npos) << message();
    EXPECT_TRUE(fs::is_empty(other));
    fs::remove_all(parts), fs::remove_all(other);
}

TEST(Simulate, RefusesPartsMadeWithOtherOptions) {
    auto const path = fresh_path("other");
    auto options = fast_options();
    stopped_run(options, path);
    options.mass = 900;
    auto const message = message_of([&] { simulate(options, path); });
    EXPECT_NE(message.find("another `mass`"), std::string::npos) << message;
}

TEST(Detector, ObjectsFallInPt) {
    auto options = fast_options();
    Generator generator{recipe(options), 3};
    Detector detector{options.detector, 3};
    auto const falling = [](auto const& a, auto const& b) { return a.pt > b.pt; };
    for (int i = 0; i < 10; ++i) {
        auto const event = detector(*generator.next(), {});
        EXPECT_TRUE(std::is_sorted(event.jets.begin(), event.jets.end(), falling));
        EXPECT_EQ(event.btag.size(), event.jets.size());
        for (auto const& jet : event.jets) EXPECT_GE(jet.pt, options.detector.jet_pt_min);
    }
}

TEST(Detector, FindsAJetALeptonAndWhatIsMissing) {
    DetectorOptions options;
    options.lepton_tight = options.lepton_medium = options.lepton_loose = 1;
    ParticleEvent particles;
    particles.particles.push_back({{200, 0, 0, 200}, false, false});  // a jet along x
    particles.leptons.push_back({{0, 100, 0, 100}, 13});              // a muon along y
    auto const event = Detector{options, 1}(particles, {});
    ASSERT_EQ(event.jets.size(), 1U);
    ASSERT_EQ(event.leptons.size(), 1U);
    EXPECT_NEAR(event.leptons[0].pt, 100, 10);
    EXPECT_NEAR(event.leptons[0].phi, std::acos(-1) / 2, 1e-6);
    // nothing soft, so that the missing momentum balances jet and lepton to rounding
    EXPECT_NEAR(event.info.met, std::hypot(event.jets[0].pt, event.leptons[0].pt), 1e-3);
    EXPECT_NEAR(event.info.met_phi, std::atan2(-event.leptons[0].pt, -event.jets[0].pt), 1e-5);
}

TEST(Detector, GivesALeptonThePhotonsAroundIt) {
    DetectorOptions options;
    options.lepton_tight = options.lepton_medium = options.lepton_loose = 1;
    ParticleEvent particles;
    particles.particles.push_back({{50, 0, 0, 50}, false, true});
    particles.leptons.push_back({{50, 0, 0, 50}, -11});
    auto const event = Detector{options, 1}(particles, {});
    EXPECT_TRUE(event.jets.empty());
    ASSERT_EQ(event.leptons.size(), 1U);
    EXPECT_NEAR(event.leptons[0].pt, 100, 10);  // five times its resolution, and some
}

TEST(D2, OfThreeParticlesByHand) {
    // z = 1/2, 1/4, 1/4 at the corners of a right triangle with sides 0.3, 0.4, 0.5
    std::vector<Constituent> const jet{{100, 0, 0}, {50, 0.3, 0}, {50, 0, 0.4}};
    double const e2 = 0.3 / 8 + 0.4 / 8 + 0.5 / 16;
    double const e3 = 0.3 * 0.4 * 0.5 / 32;
    EXPECT_NEAR(d2(jet), e3 / (e2 * e2 * e2), 1e-12);
}

TEST(D2, IsZeroWithoutThreeParticles) {
    EXPECT_EQ(d2({}), 0);
    EXPECT_EQ(d2({{100, 0, 0}}), 0);
    EXPECT_EQ(d2({{100, 0, 0}, {50, 0.3, 0}}), 0);
}

}  // namespace
}  // namespace jetseq::simulate
