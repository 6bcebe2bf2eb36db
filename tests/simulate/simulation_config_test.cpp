#include "workflow/simulate/simulation_config.hpp"

#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::simulate {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

TEST(SimulationConfig, GivesTheOptionsOfASimulation) {
    TemporaryFolder const folder;
    write_file(folder / "simulate.yaml", "events: 10\ndetector: {jet_pt_min: 30}\n");
    workflow::Config config{folder / "simulate.yaml", {"seed=5", "threads=2"}, workflow::simulation_keys()};
    auto const options = workflow::read_simulation(config);
    EXPECT_EQ(options.events, 10);
    EXPECT_EQ(options.seed, 5U);
    EXPECT_EQ(options.threads, 2);
    EXPECT_EQ(options.detector.jet_pt_min, 30);
    EXPECT_TRUE(
        says(message_of([&] {
                 workflow::Config other{folder / "simulate.yaml", {"process=none"}, workflow::simulation_keys()};
                 workflow::read_simulation(other);
             }),
             {"none"}));
}

TEST(SimulationConfig, TakesJetsAndPileupOnRequest) {
    TemporaryFolder const folder;
    write_file(folder / "simulate.yaml", "output: jets\njets: {pt_max: 300, abs_eta_max: 2, constituents: 10}\n");
    auto const read = [&](std::vector<std::string> const& overrides) {
        workflow::Config config{folder / "simulate.yaml", overrides, workflow::simulation_keys()};
        return workflow::read_simulation(config);
    };
    auto const jets = read({});
    EXPECT_EQ(jets.output, SimulateOutput::jets);
    EXPECT_EQ(jets.jets.pt_max, 300);
    EXPECT_EQ(jets.jets.abs_eta_max, 2);
    EXPECT_EQ(jets.jets.constituents, 10);
    EXPECT_FALSE(jets.pileup.is_on());
    auto const pileup = read({"pileup={mean: 30, pool: 100, charged_removed: 0.8, jet_track_fraction: 0.2, "
                              "jet_pt_max: 50}"})
                            .pileup;
    EXPECT_EQ(text(pileup), "mean = 30\npool = 100\ncharged_removed = 0.8\njet_track_fraction = 0.2\njet_pt_max = 50");
    EXPECT_TRUE(says(message_of([&] { read({"pileup.pool=100"}); }),
                     {"key 'pileup.pool' has no effect here (it is only used with pileup.mean above 0)"}));
}

}  // namespace
}  // namespace jetseq::simulate
