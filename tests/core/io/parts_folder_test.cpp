#include "core/io/parts_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/io/output_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::test {
namespace {

TEST(PartsFolder, IsNoLinkAndNoFile) {
    TemporaryFolder const folder;
    EXPECT_NO_THROW(require_parts_folder(folder / "parts"));
    std::filesystem::create_directory(folder / "parts");
    EXPECT_NO_THROW(require_parts_folder(folder / "parts"));
    std::filesystem::create_directory_symlink(folder / "parts", folder / "link");
    EXPECT_TRUE(says(message_of([&] { require_parts_folder(folder / "link"); }), {folder / "link"}));
    write_file(folder / "file", "text");
    EXPECT_TRUE(says(message_of([&] { require_parts_folder(folder / "file"); }), {folder / "file"}));
}

TEST(PartsFolder, IsRemovedUnlessItHoldsMoreThanItsParts) {
    TemporaryFolder const folder;
    auto const parts = folder / "parts";
    write_file(parts + "/0.part", "0"), write_file(parts + "/1.part", "1"), write_file(parts + "/other", "mine");
    remove_parts_folder(parts, {parts + "/0.part", parts + "/1.part", parts + "/missing.part"});
    EXPECT_FALSE(std::filesystem::exists(parts + "/0.part"));
    EXPECT_TRUE(std::filesystem::exists(parts + "/other"));
    remove_parts_folder(parts, {parts + "/other"});
    EXPECT_FALSE(std::filesystem::exists(parts));
}

}  // namespace
}  // namespace jetseq::test
