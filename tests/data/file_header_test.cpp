#include "data/events/file_header.hpp"

#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "core/version.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

void write_only_a_header(std::string const& to, std::string const& kind) {
    h5::NewFile file{to};
    write_header(file, kind, {{"seed", "7"}, {"kind", "replaced"}});
    file.close();
}

TEST(FileHeader, NamesKindFormatVersionsAndWhatTheWriterAdds) {
    TemporaryFolder const folder;
    write_only_a_header(folder / "a.h5", "jetseq_events");
    EXPECT_EQ(h5::InputFile{folder / "a.h5"}.attributes(),
              (std::map<std::string, std::string>{{"format_version", "1"},
                                                  {"git_revision", git_revision()},
                                                  {"jetseq_version", version()},
                                                  {"kind", "jetseq_events"},
                                                  {"seed", "7"}}));
}

TEST(FileHeader, TellsAFileOfTheKindFromOthers) {
    TemporaryFolder const folder;
    write_only_a_header(folder / "a.h5", "jetseq_events");
    write_file(folder / "text", "jetseq_events");
    EXPECT_TRUE(is_of_kind(folder / "a.h5", "jetseq_events"));
    EXPECT_FALSE(is_of_kind(folder / "a.h5", "jetseq_scores"));
    EXPECT_FALSE(is_of_kind(folder / "text", "jetseq_events"));
    EXPECT_FALSE(is_of_kind(folder / "missing", "jetseq_events"));
}

TEST(FileHeader, KeepsAFileOfAnotherKindFromBeingReplaced) {
    TemporaryFolder const folder;
    write_only_a_header(folder / "a.h5", "jetseq_seen_jets");
    test::SmallFile{}.write(folder / "foreign.h5");
    write_file(folder / "empty", "");
    write_file(folder / "text", "of mine");
    write_file(folder / "report.json", R"({"jetseq_report": 1})");
    auto const refusal = [&](std::string const& name) {
        return message_of([&] { require_kind_or_nothing(folder / name, "jetseq_scores"); });
    };
    require_kind_or_nothing(folder / "a.h5", "jetseq_seen_jets");
    require_kind_or_nothing(folder / "missing", "jetseq_scores");
    require_kind_or_nothing(folder / "empty", "jetseq_scores");
    EXPECT_TRUE(
        says(refusal("a.h5"), {"a.h5 (the file there holds seen jets, and would be lost: this writes scores)"}));
    EXPECT_TRUE(says(refusal("foreign.h5"), {"was not written by jetseq, or is damaged"}));
    EXPECT_TRUE(says(refusal("text"), {"was not written by jetseq, or is damaged"}));
    EXPECT_TRUE(says(refusal("report.json"), {"the file there is a report"}));
    EXPECT_TRUE(says(refusal(""), {"it is a folder"}));
}

}  // namespace
}  // namespace jetseq::data
