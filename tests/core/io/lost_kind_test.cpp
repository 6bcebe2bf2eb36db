#include "core/io/lost_kind.hpp"

#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

/// What is lost of a file with the text `old` if one with the text `made` takes its place.
std::string lost_of(std::string const& old, std::string const& made) {
    test::TemporaryFolder const folder;
    write_file(folder / "old", old);
    write_file(folder / "made", made);
    return lost_kind(folder / "old", folder / "made");
}

std::string const workspace = R"({"channels": [], "measurements": []})";
std::string const report = R"({"jetseq_report": 1})";

TEST(LostKind, IsNoneIfBothAreOfOneKind) {
    EXPECT_EQ(lost_of(workspace, workspace + "\n"), "");
    EXPECT_EQ(lost_of("a,b\n1,2\n", "other text"), "");
    EXPECT_EQ(lost_of("\x89HDF\r\n\x1a\nevents", "\x89HDF\r\n\x1a\nscores"), "");  // all HDF5 files are one kind
    EXPECT_EQ(lost_of("", workspace), "");                                         // an empty file holds nothing
}

TEST(LostKind, IsNoneIfNoFileIsThere) {
    test::TemporaryFolder const folder;
    write_file(folder / "made", report);
    EXPECT_EQ(lost_kind(folder / "old", folder / "made"), "");
}

TEST(LostKind, IsThatOfTheOldFile) {
    EXPECT_EQ(lost_of(workspace, report), "a pyhf workspace");
    EXPECT_EQ(lost_of(report, "text"), "a report");
    EXPECT_EQ(lost_of("text", report), "of another kind");
    EXPECT_EQ(lost_of(R"({"a": 1})", "text"), "of another kind");  // JSON of others
    EXPECT_EQ(lost_of("PK\x03\x04 a zip", "text"), "a zip archive");
}

/// A zip archive ends with its SHA-256 if it is a checkpoint, and is otherwise told by the name of its first file,
/// whose length is its byte 26.
TEST(LostKind, OfAnArchiveIsToldByItsEndAndItsFirstName) {
    auto const archive = [](std::string const& name) {
        return "PK\x03\x04" + std::string(22, 'x') + static_cast<char>(name.size()) + std::string(3, 'x') + name;
    };
    EXPECT_EQ(lost_of(archive("pt.npy"), "text"), "an archive of NumPy arrays");
    EXPECT_EQ(lost_of(archive("archive/data.pkl"), "text"), "a TorchScript model");
    EXPECT_EQ(lost_of(archive("thesis.tex"), "text"), "a zip archive");
    EXPECT_EQ(lost_of(archive("archive/data.pkl") + std::string(64, 'a'), "text"), "a checkpoint");
    EXPECT_EQ(lost_of(std::string("\x08\x07\x12\x05\0", 5), "text"), "an ONNX model");
}

}  // namespace
}  // namespace jetseq
