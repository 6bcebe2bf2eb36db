#include "core/io/sha256.hpp"

#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq {
namespace {

using test::TemporaryFolder;

/// Vectors of FIPS 180-4's examples (csrc.nist.gov) and its empty message.
constexpr char const* of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr char const* of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr char const* of_a_million_a = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, AgreesWithFips180) {
    EXPECT_EQ(sha256(""), of_nothing);
    EXPECT_EQ(sha256("abc"), of_abc);
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),  // padding needs a second block
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256(std::string(1'000'000, 'a')), of_a_million_a);
}

TEST(Sha256, OfAFileIsThatOfItsBytes) {
    TemporaryFolder const folder;
    write_file(folder / "a", std::string(1'000'000, 'a'));
    EXPECT_EQ(sha256_of_file(folder / "a"), of_a_million_a);
    write_file(folder / "empty", "");
    EXPECT_EQ(sha256_of_file(folder / "empty"), of_nothing);
}

TEST(Sha256, OfAFileDoesNotDependOnItsBlocks) {
    TemporaryFolder const folder;
    constexpr std::size_t buffer = 1 << 20;  // files are read in pieces of 1 MiB
    for (std::size_t const size : {buffer - 1, buffer, buffer + 1, 2 * buffer + 63}) {
        std::string text(size, 'x');
        for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 23);
        write_file(folder / "a", text);
        EXPECT_EQ(sha256_of_file(folder / "a"), sha256(text)) << size << " bytes";
    }
}

TEST(Sha256, SaysWhichFileIsMissing) {
    auto const message = test::message_of([] { sha256_of_file("/nowhere/a.h5"); });
    EXPECT_TRUE(test::says(message, {"can't open", "/nowhere/a.h5"}));
}

TEST(Sha256, SaysThatAFolderHasNoBytes) {
    TemporaryFolder const folder;
    EXPECT_TRUE(test::says(test::message_of([&] { sha256_of_file(folder.path()); }), {folder.path()}));
}

}  // namespace
}  // namespace jetseq
