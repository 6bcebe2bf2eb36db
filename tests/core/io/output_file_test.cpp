#include "core/io/output_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"
#include "core/io/read_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

namespace fs = std::filesystem;
using test::message_of, test::says, test::TemporaryFolder;

TEST(OutputFile, AppearsOnlyWhenCommitted) {
    TemporaryFolder const folder;
    OutputFile output{folder / "a.txt"};
    std::ofstream{output.temporary_path()} << "text";
    EXPECT_FALSE(fs::exists(folder / "a.txt"));
    output.commit();
    EXPECT_EQ(read_file(folder / "a.txt"), "text");
    EXPECT_FALSE(fs::exists(output.temporary_path()));
}

TEST(OutputFile, KeepsTheGoodFileWhenTheWriterThrows) {
    TemporaryFolder const folder;
    write_file(folder / "a.txt", "good");
    std::string temporary;
    try {
        OutputFile output{folder / "a.txt"};
        temporary = output.temporary_path();
        std::ofstream{temporary} << "half of";
        throw Error{"the writer gives up"};
    } catch (Error const&) {
    }
    EXPECT_EQ(read_file(folder / "a.txt"), "good");
    EXPECT_FALSE(fs::exists(temporary));
}

TEST(OutputFile, ReplacesAnExistingFile) {
    TemporaryFolder const folder;
    write_file(folder / "a.txt", "a long first text");
    write_file(folder / "a.txt", "second");
    EXPECT_EQ(read_file(folder / "a.txt"), "second");
}

/// Whether a file that holds `made` takes the place of one that holds `old`.
bool replaces(std::string const& made, std::string const& old) {
    TemporaryFolder const folder;
    std::ofstream{folder / "a", std::ios::binary} << old;
    bool is_refused = false;
    try {
        write_file(folder / "a", made);
    } catch (Error const& error) {
        is_refused = true;
        EXPECT_TRUE(says(error.what(), {"a (the file there is ", ", and would be lost)", "another output"}));
    }
    EXPECT_EQ(read_file(folder / "a"), is_refused ? old : made);
    return !is_refused;
}

TEST(OutputFile, DoesNotReplaceAFileOfAnotherKind) {
    std::string const seal(64, 'a'), nothing(1, '\0'),
        zip = "PK\x03\x04" + std::string(22, '\0') + "\x0c" + nothing + nothing + nothing;
    std::string const model = R"({"kind": "jetseq_model"})", report = R"({"kind": "jetseq_report"})",
                      mine = R"({"mine": [1]})", text = "a,b\n1,2\n", script = zip + "archive/data" + nothing,
                      checkpoint = script + seal, arrays = zip + "arr_0000.npy" + nothing,
                      onnx = "\b\a\x12\x06jetseq" + nothing, picture = "<svg/>";
    std::string const kinds[] = {model, report, mine, text, script, checkpoint, arrays, onnx, picture};
    for (auto const& made : kinds) {
        for (auto const& old : kinds) EXPECT_EQ(replaces(made, old), &made == &old) << made << " over " << old;
        EXPECT_TRUE(replaces(made, ""));
    }
    EXPECT_TRUE(replaces("other: text", text));
    EXPECT_TRUE(replaces(picture, "<?xml version=\"1.0\"?>\n<svg></svg>"));
}

// The names of a long document stand anywhere in it.
TEST(OutputFile, DoesNotReplaceALongDocumentOfAnotherKind) {
    std::string const long_text = "\"" + std::string(200000, 'x') + "\"";
    std::string const lwtnn = R"({"input_sequences": [], "layers": [)" + long_text + "]",
                      model = lwtnn + R"(, "jetseq": {"kind": "jetseq_model", "history": )" + long_text + "}}",
                      ensemble = R"({"networks": [)" + model + R"(], "jetseq": {"kind": "jetseq_ensemble"}})";
    std::string const kinds[] = {lwtnn + "}", model, ensemble, "{\"x\": " + long_text + "}"};
    for (auto const& made : kinds) {
        for (auto const& old : kinds) EXPECT_EQ(replaces(made, old), &made == &old) << made[3] << " over " << old[3];
    }
    EXPECT_TRUE(replaces(model, R"({"jetseq": {"kind": "jetseq_model"}, "input_sequences": [], "layers": []})"));
}

TEST(OutputFile, KeepsAFileThatAppearedMeanwhileIfItMayReplaceNothing) {
    TemporaryFolder const folder;
    for (bool const is_there : {false, true}) {
        OutputFile output{folder / "a", OutputFile::Existing::refuse};
        std::ofstream{output.temporary_path()} << "ours";
        if (is_there) std::ofstream{folder / "a"} << "theirs";
        if (is_there)
            EXPECT_TRUE(says(message_of([&] { output.commit(); }), {"a exists already", "another output"}));
        else
            output.commit();
        EXPECT_EQ(read_file(folder / "a"), is_there ? "theirs" : "ours");
        EXPECT_EQ(fs::exists(output.temporary_path()), is_there);
        fs::remove(folder / "a");
    }
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(OutputFiles, TakeTheirPlacesTogether) {
    TemporaryFolder const folder;
    write_file(folder / "a.csv", "old");
    write_file(folder / "b.json", R"({"kind": "jetseq_model"})");
    {
        OutputFiles files;
        files.add(folder / "a.csv", "new");
        std::ofstream{files.add(folder / "b.json").temporary_path()} << R"({"kind": "jetseq_report"})";
        EXPECT_TRUE(says(message_of([&] { files.commit(); }), {"b.json (the file there is a frozen model"}));
    }
    EXPECT_EQ(read_file(folder / "a.csv"), "old");
    EXPECT_EQ(std::distance(fs::directory_iterator{folder.path()}, {}), 2);
}

TEST(OutputFile, KeepsTheFileOfTheLastOfTwoWriters) {
    TemporaryFolder const folder;
    OutputFile one{folder / "a.txt"}, other{folder / "a.txt"};
    EXPECT_NE(one.temporary_path(), other.temporary_path());
    std::ofstream{one.temporary_path()} << "one";
    std::ofstream{other.temporary_path()} << "the other";
    other.commit();
    one.commit();
    EXPECT_EQ(read_file(folder / "a.txt"), "one");
}

TEST(OutputFile, RemovesWhatDeadProcessesLeft) {
    TemporaryFolder const folder;
    std::string name;
    {
        OutputFile const output{folder / "first/a.txt"};
        name = fs::path{output.temporary_path()}.filename();  // a.txt.HOST-PROCESS-NUMBER.jetseq.part
    }
    auto const process = "-" + std::to_string(::getpid()) + "-";
    ASSERT_NE(name.find(process), name.npos);
    auto const of = [&](std::string const& other) {
        return folder / "second/" + std::string{name}.replace(name.find(process), process.size(), "-" + other + "-");
    };
    fs::create_directory(folder / "second");
    std::string const other = folder / "second/c.node-1-2.jetseq.part",
                      week_old = folder / "second/d.node-1-2.jetseq.part",
                      of_user = folder / "second/data.2026-11-30.part";
    for (auto const& left : {of("999999999"), of("1"), folder / "second/b.part", other, week_old, of_user}) {
        std::ofstream{left} << "left";
    }
    for (auto const& old : {week_old, of_user})
        fs::last_write_time(old, fs::last_write_time(old) - std::chrono::hours{200});
    write_file(folder / "second/a.txt", "text");
    EXPECT_FALSE(fs::exists(of("999999999")));          // no process has this number
    EXPECT_TRUE(fs::exists(of("1")));                   // alive
    EXPECT_TRUE(fs::exists(folder / "second/b.part"));  // none of ours
    EXPECT_TRUE(fs::exists(of_user));                   // nor this, though it is old and has a day's date
    EXPECT_TRUE(fs::exists(other));                     // of another host, a moment ago
    EXPECT_FALSE(fs::exists(week_old));
    EXPECT_EQ(read_file(folder / "second/a.txt"), "text");
}

TEST(OutputFile, TakesAnyNameThatAFileMayHave) {
    TemporaryFolder const folder;
    std::string const longest(255, 'x');
    write_file(folder / longest, "text");
    EXPECT_EQ(read_file(folder / longest), "text");
}

TEST(OutputFile, MakesTheFoldersOfItsPath) {
    TemporaryFolder const folder;
    write_file(folder / "deep/deeper/a.txt", "text");
    EXPECT_EQ(read_file(folder / "deep/deeper/a.txt"), "text");
}

TEST(OutputFile, RefusesAPathBelowAFile) {  // also for root, who ignores permissions
    TemporaryFolder const folder;
    write_file(folder / "file", "");
    EXPECT_TRUE(
        says(message_of([&] { write_file(folder / "file/a.txt", ""); }), {"can't write", folder / "file/a.txt"}));
}

TEST(OutputFile, RefusesAnUnwritableFolder) {  // nobody may make files in /proc
    EXPECT_TRUE(says(message_of([] { write_file("/proc/jetseq.txt", ""); }), {"can't write", "/proc/jetseq.txt"}));
}

TEST(OutputFile, DoesNotReplaceAFolder) {
    TemporaryFolder const folder;
    EXPECT_TRUE(says(message_of([&] { write_file(folder.path(), ""); }), {folder.path(), "it is a folder"}));
}

TEST(OutputFile, MakesNoFolderOfItsOwnName) {
    TemporaryFolder const folder;
    for (auto const* name : {"out.h5/", "out/.", "out/.."}) {
        EXPECT_TRUE(says(message_of([&] { OutputFile{folder / name}; }), {"it is a folder"})) << name;
    }
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(OutputFile, HasAName) {
    EXPECT_TRUE(says(message_of([] { OutputFile{""}; }), {"can't write a file without a name"}));
}

TEST(OutputFile, DoesNotReplaceAWriteProtectedFile) {
    TemporaryFolder const folder;
    write_file(folder / "kept", "text");
    fs::permissions(folder / "kept", fs::perms::owner_read);
    fs::permissions(folder.path(), fs::perms::all);
    uid_t const user = ::geteuid();
    bool const is_nobody = user != 0 || ::seteuid(65534) == 0;  // root may write everywhere
    auto const message = message_of([&] { write_file(folder / "kept", "other"); });
    ASSERT_EQ(::seteuid(user), 0);
    ASSERT_TRUE(is_nobody);
    EXPECT_TRUE(says(message, {"kept", "write-protected"})) << message;
    EXPECT_EQ(read_file(folder / "kept"), "text");
}

TEST(OutputFile, ReadsBackEveryByte) {
    TemporaryFolder const folder;
    std::string const bytes{"a\0b\r\n\xff", 6};
    write_file(folder / "bytes", bytes);
    EXPECT_EQ(read_file(folder / "bytes"), bytes);
    write_file(folder / "empty", "");
    EXPECT_EQ(read_file(folder / "empty"), "");
}

TEST(OutputFile, ReadingNamesWhatIsMissingOrAFolder) {
    TemporaryFolder const folder;
    EXPECT_TRUE(
        says(message_of([&] { read_file(folder / "none"); }), {"can't open", folder / "none", "Check the path"}));
    EXPECT_TRUE(says(message_of([&] { read_file(folder.path()); }), {folder.path(), "it is a folder"}));
}

TEST(OutputFiles, ReplaceNothingIfOneCannotBeWritten) {
    TemporaryFolder const folder;
    write_file(folder / "a", "old");
    write_file(folder / "b/c", "old");
    OutputFiles files;
    files.add(folder / "a", "new");
    EXPECT_TRUE(says(message_of([&] { files.add(folder / "b", "a folder"); }), {folder / "b", "it is a folder"}));
    EXPECT_EQ(read_file(folder / "a"), "old");
    files.add(folder / "b/c", "new");
    files.commit();
    EXPECT_EQ(read_file(folder / "a") + read_file(folder / "b/c"), "newnew");
    EXPECT_EQ(files.paths(), (std::vector<std::string>{folder / "a", folder / "b/c"}));
}

TEST(OutputFiles, LeaveNothingBehindWithoutCommit) {
    TemporaryFolder const folder;
    {
        OutputFiles files;
        files.add(folder / "a", "text");
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder / ""));
}

TEST(OutputFile, IsRefusedBeforeLongWorkIfAFolderStandsThere) {
    TemporaryFolder const folder;
    EXPECT_TRUE(says(message_of([&] { require_no_folder(folder.path()); }), {folder.path(), "it is a folder"}));
    require_no_folder(folder / "missing");
    write_file(folder / "file", "text");
    require_no_folder(folder / "file");
}

TEST(OutputFile, IsRefusedBeforeLongWorkIfAnotherKindStandsThere) {
    TemporaryFolder const folder;
    write_file(folder / "report.json", R"({"jetseq_report": 1})");
    write_file(folder / "notes", "of mine");
    write_file(folder / "empty", "");
    std::vector<std::string> const kinds{"a report", "a PDF"};
    auto const refusal = [&](std::string const& name, std::vector<std::string> const& wanted) {
        return message_of([&] { require_kind_of_output(folder / name, wanted); });
    };
    require_kind_of_output(folder / "report.json", kinds);
    require_kind_of_output(folder / "empty", kinds);
    require_kind_of_output(folder / "missing", kinds);
    EXPECT_TRUE(says(refusal("report.json", {"a PDF"}), {"report.json (the file there is a report", "would be lost"}));
    EXPECT_TRUE(says(refusal("notes", kinds), {"notes (the file there is of another kind"}));
    EXPECT_TRUE(says(refusal("", kinds), {"it is a folder"}));
}

TEST(OutputFile, OfTextIsRefusedBeforeLongWorkIfATextOfOthersStandsThere) {
    TemporaryFolder const folder;
    write_file(folder / "ours.csv", "cut,events");
    write_file(folder / "notes", "of mine");
    write_file(folder / "empty", "");
    auto const is_ours = [](std::string const& path) { return text_of_output(path) == "cut,events"; };
    for (std::string const name : {"ours.csv", "empty", "missing"}) require_text_of_output(folder / name, is_ours);
    EXPECT_TRUE(says(message_of([&] { require_text_of_output(folder / "notes", is_ours); }),
                     {"notes (the file there is of another kind", "would be lost"}));
    EXPECT_TRUE(says(message_of([&] { require_text_of_output(folder.path(), is_ours); }), {"it is a folder"}));
}

TEST(OutputFile, OfAnEarlierRunIsReadWithoutBecomingAnInput) {
    TemporaryFolder const folder;
    write_file(folder / "a.csv", "a,b\n1,2\n");
    EXPECT_EQ(text_of_output(folder / "a.csv"), "a,b\n1,2\n");
    EXPECT_EQ(text_of_output(folder / "missing"), "");
    EXPECT_EQ(text_of_output(folder.path()), "");
    write_file(folder / "a.csv", "new");
    EXPECT_EQ(text_of_output(folder / "a.csv"), "new");
}

}  // namespace
}  // namespace jetseq
