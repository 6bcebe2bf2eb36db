#include "core/io/file_kind.hpp"

#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

using test::says, test::TemporaryFolder;

TEST(FileKind, IsToldByTheFirstBytes) {
    EXPECT_EQ(kind_of_text(std::string("root\0\0\xf7\x14", 8)).what, "a ROOT file");
    EXPECT_FALSE(kind_of_text("root: of a configuration").known());
    EXPECT_EQ(kind_of_text("\x89HDF\r\n\x1a\n...").what, "an HDF5 file");
    EXPECT_TRUE(says(kind_of_text("\x1f\x8b\x08").what, {"gzip"}));
    EXPECT_TRUE(says(kind_of_text(std::string("\xfd"
                                              "7zXZ\0",
                                              6))
                         .what,
                     {"xz"}));
    EXPECT_TRUE(says(kind_of_text("<LesHouchesEvents version=\"3.0\">").advice, {"Make events of it first"}));
    EXPECT_TRUE(says(kind_of_text("version https://git-lfs.github.com/spec/v1").advice, {"git lfs pull"}));
    EXPECT_FALSE(kind_of_text("").known());
    EXPECT_FALSE(kind_of_text("name: toy").known());
}

TEST(FileKind, IsToldByTheKeysOfJson) {
    EXPECT_EQ(kind_of_text(R"({"input_sequences": [], "inputs": [], "layers": []})").what, "an lwtnn model");
    EXPECT_EQ(kind_of_text(R"( {"metadata": {}, "patches": []})").what, "a pyhf patchset");
    EXPECT_EQ(kind_of_text(R"({"channels": [], "measurements": []})").what, "a pyhf workspace");
    EXPECT_EQ(kind_of_text(R"({"jetseq": {"kind": "jetseq_model"}, "layers": []})").what, "a frozen model");
    // The kind follows the canaries, far from the beginning.
    EXPECT_EQ(kind_of_text(R"({"input_sequences": [], "inputs": [], "jetseq": {"canaries": [)").what, "a frozen model");
    EXPECT_TRUE(says(kind_of_text(R"([{"op": "add"}])").what, {"a JSON list", "patch"}));
    EXPECT_TRUE(says(kind_of_text("[1, 2]").advice, {"If it is a patch of a workspace: jsonpatch"}));
    EXPECT_FALSE(kind_of_text(R"({"a": 1})").known());
}

// The keys that distinguish a frozen model from an lwtnn model are at its end.
TEST(FileKind, OfAModelThatIsCutShortIsNotGuessed) {
    TemporaryFolder const folder;
    write_file(folder / "whole.json", R"({"input_sequences": [], "layers": [{"name": "a \"}"}]})");
    write_file(folder / "cut.json", R"({"input_sequences": [], "layers": [{"name": "a \"}"}], )");
    EXPECT_EQ(kind_of_file(folder / "whole.json").what, "an lwtnn model");
    EXPECT_TRUE(says(kind_of_file(folder / "cut.json").what, {"JSON that ends early"}));
}

TEST(FileKind, IsAnErrorThatNamesWhatTakesTheFile) {
    TemporaryFolder const folder;
    write_file(folder / "ntuple", std::string("root\0\0\0", 7));
    EXPECT_EQ(not_what_is_wanted(folder / "ntuple", "a frozen model"),
              "can't read " + (folder / "ntuple") +
                  " (it is a ROOT file, not a frozen model). Make events of ROOT ntuples first");
    EXPECT_EQ(not_what_is_wanted(folder / "missing", "a frozen model"), "");
}

/// Programs that explain foreign files say so at their beginning.
TEST(FileKind, IsExplainedOnlyInAProgramThatHasAskedForIt) {
    TemporaryFolder const folder;
    write_file(folder / "page", "%PDF-1.7");
    explain_foreign_files(nullptr);
    EXPECT_EQ(foreign_file(folder / "page", "a frozen model"), "");
    explain_foreign_files();
    EXPECT_EQ(foreign_file(folder / "page", "a frozen model"),
              "can't read " + (folder / "page") + " (it is a PDF, not a frozen model)");
    EXPECT_EQ(foreign_file(folder / "page", "a PDF"), "");
    explain_foreign_files([](std::string const& path, std::string const& wanted) { return path + " for " + wanted; });
    EXPECT_EQ(foreign_file("a", "b"), "a for b");
    explain_foreign_files(nullptr);
}

}  // namespace
}  // namespace jetseq
