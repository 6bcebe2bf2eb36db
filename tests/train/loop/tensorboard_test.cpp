#include "train/loop/tensorboard.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/io/output_file.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/train/toy_training.hpp"

namespace jetseq::test {
namespace {

/// RFC 3720, appendix B.4: 32 bytes of zeros, 32 of ones, 0 to 31; and the usual check of "123456789".
TEST(Tensorboard, HasTheChecksumOfTheRfc) {
    EXPECT_EQ(train::crc32c(std::string(32, '\0')), 0x8a9136aaU);
    EXPECT_EQ(train::crc32c(std::string(32, '\xff')), 0x62a8ab43U);
    std::string rising;
    for (char c = 0; c < 32; ++c) rising += c;
    EXPECT_EQ(train::crc32c(rising), 0x46dd794eU);
    EXPECT_EQ(train::crc32c("123456789"), 0xe3069283U);
}

/// Wall time 0 (key 0x09, eight bytes) and the text (key 0x1a, 13 bytes): 9 + 15 bytes, between length and checksums.
TEST(Tensorboard, OpensWithTheVersion) {
    std::string const record = train::tensorboard_opening(0);
    ASSERT_EQ(record.size(), 8 + 4 + 24 + 4U);
    EXPECT_EQ(record.substr(0, 8), std::string("\x18\0\0\0\0\0\0\0", 8));
    EXPECT_EQ(record.substr(12, 9), std::string("\x09\0\0\0\0\0\0\0\0", 9));
    EXPECT_EQ(record.substr(21, 15),
              "\x1a\x0d"
              "brain.Event:2");
}

/// One number and 300 epochs (a varint of two bytes): numbers that are not finite are left out.
TEST(Tensorboard, WritesAScalarForEachNumber) {
    double const nan = std::nan("");
    train::EpochRecord epoch{300, 0.5, nan, nan, nan, nan, nan};
    std::string const message = train::tensorboard_record(epoch, 0).substr(12);
    EXPECT_EQ(message.substr(9, 3), "\x10\xac\x02");
    EXPECT_EQ(message.substr(12, 2 + 22), std::string("\x2a\x16"
                                                      "\x0a\x14"
                                                      "\x0a\x0dlearning_rate"
                                                      "\x15\0\0\0\x3f",
                                                      2 + 2 + 15 + 5));
    EXPECT_EQ(message.size(), 9 + 3 + 24 + 4U);
}

/// A resumed training writes the file anew, with the same rows.
TEST(Tensorboard, HasARowForEachEpochAlsoAfterAnInterruption) {
    TemporaryFolder folder;
    auto const sequences = toy_sequences(500, 1);
    auto options = toy_options();
    options.tensorboard = true;
    train::train(sequences, options, folder / "whole", "toy", toy_hooks());
    train::train(sequences, options, folder / "parts", "toy", hooks_that_stop_after(12));
    train::train(sequences, options, folder / "parts", "toy", toy_hooks());
    auto const size = [&](std::string const& name) {
        return std::filesystem::file_size(folder / name + "/events.out.tfevents.0.jetseq");
    };
    train::EpochRecord const row{1, 1, 1, 1, 1, 1, 1};
    EXPECT_EQ(size("whole"), train::tensorboard_opening(0).size() + 4 * train::tensorboard_record(row, 0).size());
    EXPECT_EQ(size("parts"), size("whole"));
    options.tensorboard = false;
    train::train(sequences, options, folder / "without", "toy", toy_hooks());
    EXPECT_FALSE(std::filesystem::exists(folder / "without/events.out.tfevents.0.jetseq"));
}

/// Lines of an event file are records: the opening, then one for each epoch, of the same length here.
TEST(Tensorboard, IsWrittenAnewAndGetsARecordForEachEpoch) {
    TemporaryFolder const folder;
    auto const files = [&] {
        std::vector<std::filesystem::path> found;
        for (auto const& file : std::filesystem::directory_iterator{folder.path()}) found.push_back(file.path());
        return found;
    };
    train::EpochRecord const epoch{1, 0.001, 0.5, 0.5, 0.75, 1, 100};
    auto const opening = train::tensorboard_opening(0).size(), record = train::tensorboard_record(epoch, 0).size();
    train::write_tensorboard(folder.path(), {epoch, epoch});
    ASSERT_EQ(files().size(), 1U);
    EXPECT_EQ(std::filesystem::file_size(files()[0]), opening + 2 * record);
    train::add_to_tensorboard(folder.path(), epoch);
    EXPECT_EQ(std::filesystem::file_size(files()[0]), opening + 3 * record);
    train::write_tensorboard(folder.path(), {epoch});
    ASSERT_EQ(files().size(), 1U);
    EXPECT_EQ(std::filesystem::file_size(files()[0]), opening + record);
}

}  // namespace
}  // namespace jetseq::test
