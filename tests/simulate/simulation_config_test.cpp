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

}  // namespace
}  // namespace jetseq::simulate
