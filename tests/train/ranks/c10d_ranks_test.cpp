#include "train/ranks/c10d_ranks.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <future>

#include "tests/support/message_of.hpp"

namespace jetseq::test {
namespace {

/// A port of this machine at which nobody listens.
std::uint16_t free_port() {
    int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
    ::sockaddr_in address{};
    address.sin_family = AF_INET, address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::socklen_t size = sizeof address;
    bool const bound = ::bind(socket, reinterpret_cast<::sockaddr*>(&address), size) == 0 &&
                       ::getsockname(socket, reinterpret_cast<::sockaddr*>(&address), &size) == 0;
    ::close(socket);
    EXPECT_TRUE(bound);
    return ntohs(address.sin_port);
}

train::RankEnvironment one_of_two(std::size_t rank, std::uint16_t port, double timeout) {
    train::RankEnvironment environment;
    environment.launcher = "torchrun", environment.rank = rank, environment.size = 2;
    environment.address = "127.0.0.1", environment.port = port, environment.timeout = timeout;
    return environment;
}

TEST(JoinRanks, GivesAProcessAloneWithoutMeeting) {
    auto const ranks = train::join_ranks({});
    EXPECT_TRUE(ranks->alone());
    EXPECT_TRUE(ranks->writes());
}

TEST(JoinRanks, OfTwoGatherTheirListsAndStopTogether) {
    if (train::ranks_transport().empty()) GTEST_SKIP() << "built without c10d";
    auto const port = free_port();
    auto const gathered_by = [port](std::size_t rank) {
        auto const ranks = train::join_ranks(one_of_two(rank, port, 60));
        if (rank == 1) ranks->ask_to_stop();
        std::array<float, 2> const own{static_cast<float>(rank), 0.5F};
        std::vector<float> all;
        for (auto const list : ranks->gather(own)) all.insert(all.end(), list.begin(), list.end());
        EXPECT_TRUE(ranks->stop_asked()) << rank;
        EXPECT_EQ(ranks->writes(), rank == 0);
        ranks->gather({});  // neither leaves before the other has all
        return all;
    };
    auto other = std::async(std::launch::async, gathered_by, 1);
    std::vector<float> const expected{0, 0.5F, 1, 0.5F};
    EXPECT_EQ(gathered_by(0), expected);
    EXPECT_EQ(other.get(), expected);
}

TEST(JoinRanks, NamesTheRankThatNeverComes) {
    auto const message = message_of([] { train::join_ranks(one_of_two(0, free_port(), 1)); });
    if (train::ranks_transport().empty()) {
        EXPECT_TRUE(says(message, {"torchrun has started 2 processes", "built without LibTorch's c10d"}));
    } else {
        EXPECT_TRUE(says(message, {"of 2 ranks, 1 never came to 127.0.0.1:", "waited 1 s"}));
    }
}

}  // namespace
}  // namespace jetseq::test
