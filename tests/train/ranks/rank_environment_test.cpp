#include "train/ranks/rank_environment.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/support/message_of.hpp"
#include "train/ranks/ranks.hpp"

namespace jetseq::test {
namespace {

using Variables = std::map<std::string, std::string>;

train::RankEnvironment read(Variables const& variables) {
    return train::rank_environment([&](char const* name) {
        auto const found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

Variables const torchrun{{"RANK", "3"},
                         {"LOCAL_RANK", "1"},
                         {"WORLD_SIZE", "4"},
                         {"LOCAL_WORLD_SIZE", "2"},
                         {"MASTER_ADDR", "node1"},
                         {"MASTER_PORT", "29511"}};

Variables with(Variables variables, Variables const& changes) {
    for (auto const& [name, value] : changes) variables[name] = value;
    return variables;
}

TEST(RankEnvironment, IsAProcessAloneWithoutALauncher) {
    auto const environment = read({{"MASTER_ADDR", "node1"}});
    EXPECT_EQ(environment.size, 1U);
    EXPECT_EQ(environment.rank, 0U);
    EXPECT_EQ(environment.launcher, "");
}

TEST(RankEnvironment, ReadsTorchrun) {
    auto const environment = read(torchrun);
    EXPECT_EQ(environment.launcher, "torchrun");
    EXPECT_EQ(environment.rank, 3U);
    EXPECT_EQ(environment.size, 4U);
    EXPECT_EQ(environment.local_rank, 1U);
    EXPECT_EQ(environment.local_size, 2U);
    EXPECT_EQ(environment.address, "node1");
    EXPECT_EQ(environment.port, 29511U);
    EXPECT_FALSE(environment.agent_store);
    EXPECT_EQ(environment.timeout, 300);
}

TEST(RankEnvironment, LeavesTheStoreToTorchrunsAgent) {
    auto const environment =
        read(with(torchrun, {{"TORCHELASTIC_USE_AGENT_STORE", "True"}, {"TORCHELASTIC_RESTART_COUNT", "2"}}));
    EXPECT_TRUE(environment.agent_store);
    EXPECT_EQ(environment.attempt, "2");
    EXPECT_FALSE(read(with(torchrun, {{"TORCHELASTIC_USE_AGENT_STORE", "False"}})).agent_store);
}

TEST(RankEnvironment, ReadsOpenMpi) {
    Variables const mpirun{{"OMPI_COMM_WORLD_RANK", "1"},
                           {"OMPI_COMM_WORLD_SIZE", "2"},
                           {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                           {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"},
                           {"PMIX_NAMESPACE", "3461414913"}};
    auto const environment = read(mpirun);
    EXPECT_EQ(environment.launcher, "Open MPI");
    EXPECT_EQ(environment.rank, 1U);
    EXPECT_EQ(environment.size, 2U);
    EXPECT_EQ(environment.address, "127.0.0.1");  // all on one machine
    EXPECT_GE(environment.port, 20000U);
    EXPECT_NE(environment.port, read(with(mpirun, {{"PMIX_NAMESPACE", "3461414914"}})).port);
    EXPECT_TRUE(says(message_of([&] {
                         read(with(mpirun, {{"OMPI_COMM_WORLD_LOCAL_SIZE", "1"}}));
                     }),
                     {"Open MPI", "MASTER_ADDR", "29500"}));
    EXPECT_EQ(read(with(mpirun, {{"OMPI_COMM_WORLD_LOCAL_SIZE", "1"}, {"MASTER_ADDR", "a"}})).address, "a");
}

Variables const slurm{{"SLURM_PROCID", "5"},
                      {"SLURM_NTASKS", "8"},
                      {"SLURM_LOCALID", "1"},
                      {"SLURM_JOB_ID", "77"},
                      {"SLURM_JOB_NODELIST", "n[08-11]"},
                      {"SLURM_STEP_ID", "0"}};

TEST(RankEnvironment, ReadsSlurm) {
    auto const environment = read(slurm);
    EXPECT_EQ(environment.launcher, "Slurm");
    EXPECT_EQ(environment.rank, 5U);
    EXPECT_EQ(environment.size, 8U);
    EXPECT_EQ(environment.local_rank, 1U);
    EXPECT_EQ(environment.address, "n08");
    EXPECT_EQ(environment.port, read(with(slurm, {{"SLURM_PROCID", "0"}})).port);
    EXPECT_NE(environment.port, read(with(slurm, {{"SLURM_STEP_ID", "1"}})).port);
    EXPECT_EQ(read(with(slurm, {{"SLURM_STEP_NUM_TASKS", "6"}})).size, 6U);
    EXPECT_EQ(read(with(slurm, {{"SLURM_STEP_NODELIST", "n[10-11]"}})).address, "n10");
    EXPECT_EQ(read(with(slurm, {{"MASTER_ADDR", "10.0.0.1"}, {"MASTER_PORT", "4711"}})).address, "10.0.0.1");
    EXPECT_EQ(read(with(slurm, {{"MASTER_PORT", "4711"}})).port, 4711U);
}

TEST(RankEnvironment, IsAloneInABatchScriptOfSlurm) {  // which has SLURM_PROCID and SLURM_NTASKS, but is no step
    auto script = with(slurm, {{"SLURM_PROCID", "0"}});
    script.erase("SLURM_STEP_ID");
    EXPECT_EQ(read(script).size, 1U);
}

TEST(RankEnvironment, PrefersMpirunToTheSlurmJobAroundIt) {
    auto const both = with(slurm, {{"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_SIZE", "3"}, {"MASTER_ADDR", "a"}});
    EXPECT_EQ(read(both).launcher, "Open MPI");
    EXPECT_EQ(read(both).rank, 2U);
}

TEST(RankEnvironment, FindsTheFirstMachineOfASlurmList) {
    EXPECT_EQ(train::first_host("node7"), "node7");
    EXPECT_EQ(train::first_host("a1,b2"), "a1");
    EXPECT_EQ(train::first_host("node[007-012,20],other3"), "node007");
    EXPECT_EQ(train::first_host("r[3,5]n[1-4]-ib"), "r3n1-ib");
    EXPECT_EQ(train::first_host(""), "");
}

TEST(RankEnvironment, NamesTheVariableThatIsWrong) {
    auto missing = torchrun;
    missing.erase("WORLD_SIZE");
    EXPECT_TRUE(says(message_of([&] { read(missing); }), {"WORLD_SIZE is not set"}));
    EXPECT_TRUE(says(message_of([] {
                         read(with(torchrun, {{"RANK", "first"}}));
                     }),
                     {"RANK is 'first'", "whole number"}));
    EXPECT_TRUE(says(message_of([] { read(with(torchrun, {{"RANK", "4"}})); }), {"rank 4 of 4"}));
    EXPECT_TRUE(says(message_of([] { read(with(torchrun, {{"MASTER_ADDR", ""}})); }), {"MASTER_ADDR is ''"}));
    EXPECT_TRUE(says(message_of([] { read(with(torchrun, {{"MASTER_PORT", "70000"}})); }), {"MASTER_PORT 70000"}));
}

TEST(RankEnvironment, NamesAWrongNumberOfProcessesOfTheMachine) {  // threads are divided by it
    for (char const* wrong : {"0", "5"}) {
        auto const changed = with(torchrun, {{"LOCAL_WORLD_SIZE", wrong}});
        EXPECT_TRUE(
            says(message_of([&] { read(changed); }), {"LOCAL_WORLD_SIZE is '" + std::string{wrong} + "'", "1 to 4"}));
    }
    EXPECT_TRUE(says(
        message_of([] {
            read({{"OMPI_COMM_WORLD_RANK", "0"}, {"OMPI_COMM_WORLD_SIZE", "1"}, {"OMPI_COMM_WORLD_LOCAL_SIZE", "0"}});
        }),
        {"OMPI_COMM_WORLD_LOCAL_SIZE is '0'", "1 expected"}));
}

TEST(Ranks, OfAProcessAloneGiveBackWhatItSends) {
    train::Ranks alone;
    EXPECT_TRUE(alone.alone());
    EXPECT_TRUE(alone.writes());
    EXPECT_EQ(alone.gather_lists({1, 2}), (std::vector<std::vector<float>>{{1, 2}}));
    EXPECT_EQ(alone.gather_texts("a text"), std::vector<std::string>{"a text"});
    alone.require_same("anything", "x");
    EXPECT_FALSE(alone.stop_asked());
    alone.ask_to_stop();
    EXPECT_TRUE(alone.stop_asked());
}

/// Ranks that all send the same: what rank 0 of `size` hears.
class Echo : public train::Ranks {
public:
    explicit Echo(std::size_t size) : train::Ranks{environment_of(size)} {}
    Lists gather(std::span<float const> own) override {
        sent_.assign(own.begin(), own.end());
        return Lists(size(), sent_);
    }

private:
    static train::RankEnvironment environment_of(std::size_t size) {
        train::RankEnvironment environment;
        environment.size = size;
        return environment;
    }
    std::vector<float> sent_;
};

TEST(Ranks, CarryListsAndTextsOfAnyLength) {
    Echo ranks{3};
    EXPECT_EQ(ranks.gather_lists({}), std::vector<std::vector<float>>(3));
    for (std::size_t length = 0; length < 10; ++length) {
        std::string const text(length, 'x');
        EXPECT_EQ(ranks.gather_texts(text), std::vector<std::string>(3, text));
    }
}

}  // namespace
}  // namespace jetseq::test
