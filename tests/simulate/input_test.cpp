// Events that others have generated: LHE files through Pythia's showers, HepMC3 files as they are.
#include <Pythia8/Pythia.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"
#include "data/events/event_file.hpp"
#include "simulate/detector/detector.hpp"
#include "simulate/generator/event_source.hpp"
#include "simulate/generator/generator.hpp"
#include "simulate/generator/pythia_particles.hpp"
#include "simulate/simulate.hpp"
#include "tests/support/message_of.hpp"
#ifdef JETSEQ_WITH_HEPMC3
#include <HepMC3/WriterAscii.h>
#include <Pythia8Plugins/HepMC3.h>
#endif

namespace jetseq::simulate {
namespace {

using test::message_of;

namespace fs = std::filesystem;

/// A path for a test's file; what an earlier run left there is gone.
std::string fresh_path(std::string const& name) {
    auto const path = fs::path{testing::TempDir()} / ("jetseq_input_" + name);
    fs::remove(path);
    fs::remove_all(parts_folder(path.string()));
    return path.string();
}

SimulateOptions vbf_options() {
    SimulateOptions options;
    options.pythia_settings = {"PartonLevel:MPI = off"};
    return options;
}

SimulateOptions file_options(Process process, std::string const& input) {
    auto options = vbf_options();
    if (process == Process::hepmc) options.pythia_settings.clear();
    options.process = process;
    options.input = input;
    options.production = Production::vbf;
    options.spin = 2;
    options.events_per_chunk = 30;
    return options;
}

/// A Pythia of this test's own, at work as `options` say.
std::unique_ptr<Pythia8::Pythia> pythia(SimulateOptions const& options, std::vector<std::string> const& more = {}) {
    auto result = std::make_unique<Pythia8::Pythia>("../share/Pythia8/xmldoc", false);
    result->readString("Print:quiet = on");
    for (auto const& setting : recipe(options).pythia_settings) result->readString(setting);
    for (auto const& setting : more) result->readString(setting);
    result->readString("Random:setSeed = on");
    result->readString("Random:seed = 5");
    if (!result->init()) throw Error{"Pythia can't start"};
    return result;
}

/// Hard processes of VBF at 1 TeV with decays to llqq, as an LHE file.
std::string vbf_lhe(std::string const& name, int events) {
    auto const path = fresh_path(name);
    auto const generator = pythia(
        vbf_options(), {"PartonLevel:all = off", "HadronLevel:all = off", "25:onMode = off", "25:onIfMatch = 23 23"});
    Pythia8::LHAupFromPYTHIA8 file{&generator->process, &generator->info};
    file.openLHEF(path);
    file.setInit();
    file.initLHEF();
    for (int written = 0; written < events;) {
        if (!generator->next() || hadronic_bosons(generator->process) != 1) continue;
        file.setEvent();
        file.eventLHEF();
        ++written;
    }
    file.closeLHEF(true);
    return path;
}

struct Counts {
    double jets = 0, error = 0;  ///< mean of pt > 30 GeV, and its statistical error
    double leptons = 0;          ///< mean
};

Counts counts(std::vector<Event> const& events) {
    double sum = 0, squares = 0, leptons = 0;
    auto const n = static_cast<double>(events.size());
    for (auto const& event : events) {
        auto const jets = static_cast<double>(
            std::count_if(event.jets.begin(), event.jets.end(), [](Jet const& jet) { return jet.pt > 30; }));
        sum += jets, squares += jets * jets, leptons += static_cast<double>(event.leptons.size());
    }
    return {sum / n, std::sqrt((squares / n - sum * sum / n / n) / n), leptons / n};
}

TEST(LheInput, GivesWhatPythiaGivesForTheSameProcess) {
    auto const out = fresh_path("vbf.h5"), direct_out = fresh_path("direct.h5");
    auto const result = simulate(file_options(Process::lhe, vbf_lhe("vbf.lhe", 150)), out);
    EXPECT_TRUE(result.finished);
    EXPECT_EQ(result.progress.kept, 150);

    auto direct = vbf_options();
    direct.events = 150;
    simulate(direct, direct_out);
    auto const shower = counts(data::read_events(out)), ours = counts(data::read_events(direct_out));
    EXPECT_NEAR(shower.jets, ours.jets, 5 * std::hypot(shower.error, ours.error));
    EXPECT_NEAR(shower.leptons, ours.leptons, 0.3);
    EXPECT_GT(shower.leptons, 1.5);
}

TEST(LheInput, EventsKeepTheirPlaceWhateverTheThreads) {
    auto options = file_options(Process::lhe, vbf_lhe("places.lhe", 25));
    options.events_per_chunk = 10;
    auto const one = fresh_path("one.h5"), two = fresh_path("two.h5");
    simulate(options, one);
    options.threads = 2;
    simulate(options, two);
    auto events = data::read_events(one);
    auto const others = data::read_events(two);
    ASSERT_EQ(events.size(), 25U);
    for (std::size_t i = 0; i < events.size(); ++i) {
        EXPECT_EQ(events[i].info.met, others[i].info.met);
        EXPECT_EQ(events[i].info.spin, 2);
        EXPECT_EQ(events[i].info.production, Production::vbf);
    }
    std::sort(events.begin(), events.end(),
              [](auto const& a, auto const& b) { return a.info.event_number < b.info.event_number; });
    for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].info.event_number, i);

    // the second chunk begins with the eleventh event of the file: its leptons are those of the file
    Generator from_start{recipe(options), 3, {0, 25}}, from_eleventh{recipe(options), 3, {10, 2}};
    std::optional<ParticleEvent> expected;
    for (int i = 0; i <= 10; ++i) expected = from_start.next();
    auto const found = from_eleventh.next();
    ASSERT_TRUE(found && found->leptons.size() == 2 && expected->leptons.size() == 2);
    for (auto const& lepton : found->leptons) {
        auto const& same = expected->leptons[expected->leptons[0].pdg_id == lepton.pdg_id ? 0 : 1];
        EXPECT_EQ(lepton.pdg_id, same.pdg_id);
        EXPECT_LT(std::hypot(lepton.momentum.px - same.momentum.px, lepton.momentum.py - same.momentum.py),
                  0.2 * same.momentum.e + 20);  // radiation and recoil; Z -> ll is of some hundred GeV
    }
    EXPECT_TRUE(from_eleventh.next());
    EXPECT_FALSE(from_eleventh.next()) << "the range has ended";
}

/// u ubar -> e- e+ c cbar at 1 TeV, no W or Z in the record, one of them twice the weight.
constexpr char const* by_hand = R"(<LesHouchesEvents version="1.0">
<init>
2212 2212 6500 6500 0 0 0 0 3 1
2.5 0.5 1.0 1
</init>
<event>
6 1 1.0 91.2 0.0078 0.118
 2 -1 0 0 501 0 0 0  500 500 0 0 9
-2 -1 0 0 0 501 0 0 -500 500 0 0 9
11 1 1 2 0 0  200 50 0 206.155281280883 0 0 9
-11 1 1 2 0 0 -200 -50 0 206.155281280883 0 0 9
 4 1 1 2 502 0 0 293.844718719117 0 293.844718719117 0 0 9
-4 1 1 2 0 502 0 -293.844718719117 0 293.844718719117 0 0 9
</event>
</LesHouchesEvents>
)";

TEST(LheInput, LeptonsOfTheHardProcessNeedNoZ) {
    auto const path = fresh_path("hand.lhe"), out = fresh_path("hand.h5");
    std::ofstream{path} << by_hand;
    auto const options = file_options(Process::lhe, path);
    auto const source = event_source(recipe(options), 1, {0, 1});
    auto const event = source->next();
    ASSERT_TRUE(event);
    ASSERT_EQ(event->leptons.size(), 2U);
    for (auto const& lepton : event->leptons) EXPECT_NEAR(std::fabs(lepton.momentum.px), 200, 100);

    simulate(options, out);
    auto const found = data::read_attributes(out);
    EXPECT_NEAR(std::stod(found.at("cross_section_pb")), 2.5, 1e-6);
    EXPECT_EQ(found.at("input"), "jetseq_input_hand.lhe");
    EXPECT_EQ(found.at("input_sha256").size(), 64U);
}

TEST(LheInput, MayBeGzipped) {
    auto const path = fresh_path("hand.lhe.gz"), out = fresh_path("gzipped.h5");
    auto const file = gzopen(path.c_str(), "wb");
    ASSERT_GT(gzputs(file, by_hand), 0);
    gzclose(file);
    simulate(file_options(Process::lhe, path), out);
    EXPECT_EQ(data::read_events(out).size(), 1U);
}

TEST(Input, AFileOfAnotherKindIsNamed) {
    auto const path = fresh_path("other.txt"), out = fresh_path("other.h5");
    std::ofstream{path} << "E 1 2 3\n<event>\n";
    for (auto const process : {Process::lhe, Process::hepmc}) {
        auto const message = message_of([&] { simulate(file_options(process, path), out); });
        EXPECT_NE(message.find(path + " isn't a"), std::string::npos) << message;
        EXPECT_FALSE(fs::exists(out));
    }
    EXPECT_NE(message_of([&] { simulate(file_options(Process::lhe, path + "x"), out); }).find("can't open"),
              std::string::npos);
    EXPECT_NE(message_of([&] { check(file_options(Process::lhe, "")); }).find("`input` is missing"), std::string::npos);
    auto options = vbf_options();
    options.input = path;
    EXPECT_NE(message_of([&] { check(options); }).find("reads no file"), std::string::npos);
}

TEST(Input, EventsAreCountedAsFarAsAskedFor) {
    auto const path = fresh_path("count.lhe");
    std::ofstream{path} << "<LesHouchesEvents>\n<event>\n</event>\n <event npLO=\"2\">\n</event>\n<eventgroup>\n"
                        << "</LesHouchesEvents>\n";
    EXPECT_EQ(events_in(path, InputKind::lhe, 100), 2);
    EXPECT_EQ(events_in(path, InputKind::lhe, 1), 1);
}

TEST(Input, ALesHouchesFileThatIsCutShortSaysAfterHowManyEvents) {
    std::string const head = "<LesHouchesEvents>\n<init>\n</init>\n", event = "<event>\n1 2 3\n</event>\n";
    auto const path = fresh_path("cut.lhe");
    for (auto const& rest : {std::string{}, std::string{"<event>\n1 2"}, std::string{"</LesHouchesEve"}}) {
        std::ofstream{path} << head + event + event + rest;
        auto const message = message_of([&] { events_in(path, InputKind::lhe, 100); });
        EXPECT_NE(message.find(path + " is cut short or damaged after 2 whole events"), std::string::npos) << message;
        EXPECT_NE(message.find("`events` to 2"), std::string::npos) << message;
        EXPECT_EQ(events_in(path, InputKind::lhe, 2), 2);  // as it advises
    }
    std::ofstream{path} << head + event + event + "</LesHouchesEvents>\n";
    EXPECT_EQ(events_in(path, InputKind::lhe, 100), 2);
}

TEST(Input, AGzippedFileThatIsCutShortIsRefused) {
    auto const path = fresh_path("cut.lhe.gz");
    auto const file = gzopen(path.c_str(), "wb");
    std::string text = "<LesHouchesEvents>\n";
    for (int i = 0; i < 2000; ++i) text += "<event>\n" + std::to_string(i * i) + "\n</event>\n";
    ASSERT_GT(gzputs(file, (text + "</LesHouchesEvents>\n").c_str()), 0);
    gzclose(file);
    EXPECT_EQ(events_in(path, InputKind::lhe, 10000), 2000);
    fs::resize_file(path, fs::file_size(path) - 4);  // all events are there; the end of its checksum isn't
    auto const message = message_of([&] { events_in(path, InputKind::lhe, 10000); });
    EXPECT_NE(message.find("is cut short or damaged after"), std::string::npos) << message;
    fs::resize_file(path, fs::file_size(path) / 2);
    EXPECT_NE(message_of([&] { events_in(path, InputKind::lhe, 10000); }).find("unexpected end"), std::string::npos);
}

#ifdef JETSEQ_WITH_HEPMC3
/// Events of Pythia, as our particles and as a HepMC3 file.
struct BothWays {
    std::string path;
    std::vector<ParticleEvent> direct;
};

BothWays both_ways(std::string const& name, int events) {
    BothWays result{fresh_path(name), {}};
    auto const generator = pythia(vbf_options());
    HepMC3::Pythia8ToHepMC3 converter;
    converter.set_print_inconsistency(false);
    converter.set_free_parton_warnings(false);
    HepMC3::WriterAscii writer{result.path};
    for (int i = 0; i < events; ++i) {
        if (!generator->next()) continue;
        result.direct.push_back(particle_event(*generator));
        HepMC3::GenEvent event{HepMC3::Units::GEV, HepMC3::Units::MM};
        converter.fill_next_event(*generator, &event);
        writer.write_event(event);
    }
    writer.close();
    return result;
}

/// In an order that doesn't depend on where they come from, so that the detector draws the same for each.
ParticleEvent sorted(ParticleEvent event) {
    auto const by_px = [](auto const& a, auto const& b) { return a.momentum.px < b.momentum.px; };
    std::sort(event.particles.begin(), event.particles.end(), by_px);
    std::sort(event.leptons.begin(), event.leptons.end(), by_px);
    return event;
}

TEST(HepmcInput, GivesTheJetsOfTheSameEventSimulatedDirectly) {
    auto const both = both_ways("pythia.hepmc", 12);
    auto const options = file_options(Process::hepmc, both.path);
    auto const source = event_source(recipe(options), 1, {0, 12});
    std::size_t jets = 0, heavy = 0;
    for (auto const& direct : both.direct) {
        auto const read = source->next();
        ASSERT_TRUE(read);
        EXPECT_EQ(read->particles.size(), direct.particles.size());
        EXPECT_EQ(read->leptons.size(), direct.leptons.size());
        EXPECT_EQ(read->heavy_hadrons.size(), direct.heavy_hadrons.size());
        EXPECT_EQ(read->hadronic_bosons, direct.hadronic_bosons);
        EXPECT_EQ(read->weight, direct.weight);
        heavy += read->heavy_hadrons.size();
        auto const ours = Detector{options.detector, 9}(sorted(direct), {});
        auto const theirs = Detector{options.detector, 9}(sorted(*read), {});
        ASSERT_EQ(theirs.jets.size(), ours.jets.size());
        for (std::size_t i = 0; i < ours.jets.size(); ++i) {
            EXPECT_NEAR(theirs.jets[i].pt, ours.jets[i].pt, 1e-4 * ours.jets[i].pt);
            EXPECT_NEAR(theirs.jets[i].eta, ours.jets[i].eta, 1e-4);
        }
        EXPECT_EQ(theirs.btag, ours.btag);
        EXPECT_EQ(theirs.leptons.size(), ours.leptons.size());
        EXPECT_EQ(theirs.large_jets.size(), ours.large_jets.size());
        EXPECT_NEAR(theirs.info.met, ours.info.met, 1e-3 * ours.info.met + 1e-2);
        jets += ours.jets.size();
    }
    EXPECT_FALSE(source->next());
    EXPECT_GT(jets, 24U);
    EXPECT_GT(heavy, 0U);
}

TEST(HepmcInput, APartOfTheFileIsReadFromItsBegin) {
    auto const both = both_ways("parts.hepmc", 7);
    auto const options = file_options(Process::hepmc, both.path);
    for (std::int64_t first = 0; first < 7; ++first) {
        auto const source = event_source(recipe(options), 1, {first, 7 - first});
        auto const event = source->next();
        ASSERT_TRUE(event);
        EXPECT_EQ(event->number, 0);
        auto const& direct = both.direct[static_cast<std::size_t>(first)];
        EXPECT_EQ(event->particles.size(), direct.particles.size()) << first;
        EXPECT_NEAR(sorted(*event).particles.front().momentum.px, sorted(direct).particles.front().momentum.px, 1e-6);
    }
}

TEST(HepmcInput, BecomesAFileOfEvents) {
    auto const both = both_ways("whole.hepmc", 7);
    auto options = file_options(Process::hepmc, both.path);
    options.events_per_chunk = 3;
    options.leptons = 2;
    auto const out = fresh_path("whole.h5");
    auto const result = simulate(options, out);
    EXPECT_EQ(result.progress.kept, 7);
    EXPECT_EQ(result.chunks, 3);
    std::vector<std::uint64_t> numbers;
    for (auto const& event : data::read_events(out)) numbers.push_back(event.info.event_number);
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(numbers, (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(data::read_attributes(out).at("sum_of_weights"), "7");
}

TEST(HepmcInput, ATruncatedFileIsRefusedWithThePlace) {
    auto const both = both_ways("short.hepmc", 3);
    fs::resize_file(both.path, fs::file_size(both.path) * 5 / 6);
    auto const options = file_options(Process::hepmc, both.path);
    auto const out = fresh_path("short.h5");
    auto const message = message_of([&] { simulate(options, out); });
    EXPECT_NE(message.find("cut short or damaged after 2 whole events (no `HepMC::Asciiv3-END"), std::string::npos)
        << message;
    EXPECT_FALSE(fs::exists(out));
}

TEST(HepmcInput, AFileWithoutItsLastLineIsCutShort) {
    auto const both = both_ways("listing.hepmc", 3);
    std::ifstream stream{both.path};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    EXPECT_EQ(events_in(both.path, InputKind::hepmc, 100), 3);
    EXPECT_EQ(events_in(both.path, InputKind::hepmc, 3), 3);
    std::ofstream{both.path} << text.substr(0, text.find("HepMC::Asciiv3-END_EVENT_LISTING"));
    EXPECT_NE(message_of([&] { events_in(both.path, InputKind::hepmc, 100); }).find("after 2 whole events"),
              std::string::npos);  // the third is not known
    EXPECT_EQ(events_in(both.path, InputKind::hepmc, 2), 2);
}
#endif

}  // namespace
}  // namespace jetseq::simulate
