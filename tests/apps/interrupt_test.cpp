#include "apps/terminal/interrupt.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace jetseq::apps {
namespace {

int last = 0;
void remember(int signal) { last = signal; }

TEST(PostponedInterrupts, ComeAtTheEnd) {
    for (int const signal : {SIGINT, SIGTERM, SIGHUP}) {
        std::signal(signal, remember);
        last = 0;
        {
            PostponedInterrupts const together;
            std::raise(signal);
            EXPECT_EQ(last, 0);
        }
        EXPECT_EQ(last, signal);
        EXPECT_EQ(std::signal(signal, SIG_DFL), remember);
    }
}

TEST(PostponedInterrupts, StayIgnored) {
    std::signal(SIGINT, SIG_IGN);
    {
        PostponedInterrupts const together;
        std::raise(SIGINT);
    }
    EXPECT_EQ(std::signal(SIGINT, SIG_DFL), SIG_IGN);
}

TEST(Interrupts, ThatAreIgnoredStayIgnored) {
    for (auto* const catch_them : {catch_interrupts, end_by_interrupts}) {
        std::signal(SIGINT, SIG_IGN);
        catch_them();
        std::raise(SIGINT);
        EXPECT_FALSE(interrupted());
        EXPECT_EQ(std::signal(SIGINT, SIG_DFL), SIG_IGN);
    }
}

TEST(Interrupts, AskToStopOnceCaught) {
    catch_interrupts();
    std::raise(SIGTERM);
    EXPECT_TRUE(interrupted());
    EXPECT_EQ(interrupted_exit_code(), 143);
    catch_interrupts();
    EXPECT_FALSE(interrupted());
    std::signal(SIGINT, SIG_DFL), std::signal(SIGTERM, SIG_DFL), std::signal(SIGHUP, SIG_DFL);
}

}  // namespace
}  // namespace jetseq::apps
