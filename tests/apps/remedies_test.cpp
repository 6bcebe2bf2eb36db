#include "apps/terminal/remedies.hpp"

#include <gtest/gtest.h>

namespace jetseq::apps {
namespace {

std::string said(std::string const& text) { return in_words_of_command(Error{text}); }

TEST(Remedies, NameTheOptions) {
    EXPECT_EQ(said("device cuda is not there (no GPU). Use the CPU, or another machine"),
              "device cuda is not there (no GPU). Use --device cpu, or another machine");
    EXPECT_EQ(said("runs/a holds a scan (many trainings). Go on: resume the scan in 'runs/a b'"),
              "runs/a holds a scan (many trainings). Go on: jetseq scan --resume 'runs/a b'");
    EXPECT_EQ(
        said("rank 1 is lost (no GPU). Use the CPU). Resume from the last checkpoint, on any number of ranks"),
        "rank 1 is lost (no GPU). Use --device cpu). Resume from the last checkpoint with --resume DIR, on any number "
        "of ranks");
    EXPECT_EQ(said("override a=1 has no effect (the scan sets a). Take one of them out"),
              "--set a=1 has no effect (the scan sets a). Take one of them out");
    EXPECT_EQ(said("override a has no '=' (KEY=VALUE expected). Write a=1"),
              "--set a has no '=' (KEY=VALUE expected). Write a=1");
}

TEST(Remedies, LeaveAllElseAsItIs) {
    for (std::string const text :
         {"out of range", "Use the CPU", "no measurement 'a' (there are: Use the CPU). Name a boson tagger of these",
          "can't read a). Use the CPU2 (x). Check the path", "the scores override nothing (x). Try again"}) {
        EXPECT_EQ(said(text), text);
    }
}

TEST(Error, HasParts) {
    Error const error{"can't read a.h5 (no such file). Check the path"}, short_one{"out of range"};
    EXPECT_EQ(error.problem(), "can't read a.h5 (no such file)");
    EXPECT_EQ(error.remedy(), "Check the path");
    EXPECT_EQ(short_one.problem(), "out of range");
    EXPECT_EQ(short_one.remedy(), "");
}

}  // namespace
}  // namespace jetseq::apps
