#include <gtest/gtest.h>

#include <fstream>

#include "core/io/output_file.hpp"
#include "core/math/random.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

/// The error of reading these bytes as a frozen model; "(nothing was thrown)" if they are one.
std::string hostile_complaint(std::string const& bytes) {
    static TemporaryFolder const folder;
    static std::string const path = folder / "vbf.json";
    std::ofstream{path, std::ios::binary} << bytes;  // over a file of any kind
    return message_of([&] { read_frozen_model(path); });
}

std::string repeated(std::string const& text, std::size_t times) {
    std::string all;
    for (std::size_t n = 0; n < times; ++n) all += text;
    return all;
}

std::string small_model() {
    auto model = test::one_cell_model();
    model.canaries.resize(2);
    model.training = R"({"note":"pt > 30 \u00e9","of":[1,2.5e-3,null]})";
    return to_json(model);
}

TEST(HostileJson, AModelCutShortAtAnyByteIsRefused) {
    std::string const text = small_model();
    ASSERT_EQ(hostile_complaint(text), "(nothing was thrown)");
    for (std::size_t size = 0; size + 1 < text.size(); ++size) {  // the last byte is the newline
        ASSERT_TRUE(says(hostile_complaint(text.substr(0, size)), {"can't read"})) << size;
    }
}

TEST(HostileJson, AModelWithAnyByteChangedIsReadOrRefused) {
    std::string const text = small_model();
    Random random{1};
    int refused = 0;
    for (std::size_t place = 0; place < text.size(); ++place) {
        std::string changed = text;
        changed[place] = static_cast<char>(random.below(256));
        refused += hostile_complaint(changed) != "(nothing was thrown)";
    }
    EXPECT_GT(refused, static_cast<int>(text.size() / 2));
}

TEST(HostileJson, NestingUsesUpNoStack) {
    for (auto const* open : {"[", "{\"a\":", "[{\"a\":", "[[],"}) {
        EXPECT_TRUE(says(hostile_complaint("{\"a\":" + repeated(open, 1'000'000)), {"nested more than 32 levels"}))
            << open;
    }
}

TEST(HostileJson, MoreValuesThanAnyModelHasAreRefused) {
    EXPECT_TRUE(
        says(hostile_complaint("{\"a\":[" + repeated("0,", 12'600'000) + "0]}"), {"more than 12582912 values"}));
}

TEST(HostileJson, AFileLargerThanAnyModelIsRefusedUnread) {
    EXPECT_TRUE(says(message_of([] { read_frozen_model("/dev/zero"); }), {"/dev/zero", "more than 268435456 bytes"}));
}

TEST(HostileJson, AMillionKeysAreReadInLinearTime) {  // a check of each against each would take an hour
    std::string keys;
    for (int n = 0; n < 1'000'000; ++n) keys += "\"" + std::to_string(n) + "\":0,";
    EXPECT_TRUE(says(hostile_complaint("{" + keys + "\"a\":0}"), {"has no key 'input_sequences'"}));
    EXPECT_TRUE(says(hostile_complaint("{" + keys + "\"7\":0}"), {"key '7' appears twice"}));
}

TEST(HostileJson, AMillionCanariesAreReadInLinearTime) {
    std::string text = small_model();
    std::string const start = "\"canaries\":[";
    text.insert(text.find(start) + start.size(), repeated(R"({"jets":[],"score":0.5},)", 500'000));
    EXPECT_EQ(hostile_complaint(text), "(nothing was thrown)");
}

TEST(HostileJson, SizesThatNoListHasAreRefusedBeforeAnythingIsAllocated) {
    std::string text = small_model();
    std::string const start = "\"bias\":[";
    text.insert(text.find(start) + start.size(), repeated("0,", 1'000'000));  // [1000001, 1000001] weights
    EXPECT_TRUE(says(hostile_complaint(text), {"layers[0].components.i.weights has 4 numbers, not 4000004"}));
}

}  // namespace
}  // namespace jetseq
