#include "train/ranks/meeting.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

namespace jetseq::test {
namespace {

using namespace std::chrono_literals;
using IntMeeting = train::Meeting<int>;

/// Longer than any test may take: a test that waits this long has hung.
constexpr auto forever = 60s;

/// Members 0 ... n - 1, each on a thread of its own.
template <class Work>
void together(int members, Work const& work) {
    std::vector<std::future<void>> threads;
    for (int n = 0; n < members; ++n) threads.push_back(std::async(std::launch::async, work, n));
    for (auto& thread : threads) thread.get();
}

TEST(Meeting, ServesAllMembersTogether) {
    std::vector<std::size_t> served;
    IntMeeting meeting{[&](auto const& tasks) {
                           served.push_back(tasks.size());
                           for (int* task : tasks) *task *= 2;
                       },
                       forever};
    for (int n = 0; n < 4; ++n) meeting.enter();
    std::atomic<int> sum{0};
    together(4, [&](int n) {
        for (int round = 0; round < 20; ++round) {
            int task = 10 * n + round;
            meeting.meet(task);
            sum += task;
        }
    });
    EXPECT_EQ(served, std::vector<std::size_t>(20, 4));
    EXPECT_EQ(sum, 2 * (20 * 60 + 4 * 190));
}

TEST(Meeting, ServesASingleMemberAtOnce) {
    int served = 0;
    IntMeeting meeting{[&](auto const&) { ++served; }, forever};
    meeting.enter();
    int task = 0;
    for (int round = 0; round < 3; ++round) meeting.meet(task);
    EXPECT_EQ(served, 3);
}

TEST(Meeting, ContinuesWithoutMembersThatLeave) {
    std::vector<std::size_t> served;
    IntMeeting meeting{[&](auto const& tasks) { served.push_back(tasks.size()); }, forever};
    for (int n = 0; n < 3; ++n) meeting.enter();
    together(3, [&](int n) {
        for (int round = 0, task = 0; round < 2 + 2 * n; ++round) meeting.meet(task);
        meeting.leave();
    });
    EXPECT_EQ(served, (std::vector<std::size_t>{3, 3, 2, 2, 1, 1}));
}

/// The others wait for a member that neither arrives nor leaves, as during a validation, but only up to their limit.
TEST(Meeting, StopsWaitingForAMemberThatDoesNotCome) {
    std::vector<std::size_t> served;
    IntMeeting meeting{[&](auto const& tasks) { served.push_back(tasks.size()); }, 5ms};
    for (int n = 0; n < 2; ++n) meeting.enter();
    int task = 0;
    for (int round = 0; round < 3; ++round) meeting.meet(task);
    EXPECT_EQ(served, std::vector<std::size_t>(3, 1));
}

TEST(Meeting, RethrowsAFailureToAllMembersAndThenServesAgain) {
    bool broken = true;
    IntMeeting meeting{[&](auto const&) {
                           if (broken) throw std::runtime_error{"no memory"};
                       },
                       forever};
    for (int n = 0; n < 3; ++n) meeting.enter();
    std::atomic<int> told{0};
    auto const meet = [&](int) {
        int task = 0;
        try {
            meeting.meet(task);
        } catch (std::runtime_error const& error) {
            if (std::string{error.what()} == "no memory") ++told;
        }
    };
    together(3, meet);
    EXPECT_EQ(told, 3);
    broken = false;
    together(3, meet);
    EXPECT_EQ(told, 3);
}

/// A member that arrives while others are served is served next, never at the same time.
TEST(Meeting, ServesOneGroupAfterTheOther) {
    std::atomic<int> inside{0};
    int most = 0, all = 0;
    IntMeeting meeting{[&](auto const& tasks) {
                           most = std::max(most, ++inside);
                           std::this_thread::sleep_for(100us);
                           all += static_cast<int>(tasks.size()), --inside;
                       },
                       0ms};
    for (int n = 0; n < 8; ++n) meeting.enter();
    together(8, [&](int) {
        for (int round = 0, task = 0; round < 50; ++round) meeting.meet(task);
    });
    EXPECT_EQ(most, 1);
    EXPECT_EQ(all, 400);
}

}  // namespace
}  // namespace jetseq::test
