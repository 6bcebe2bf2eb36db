#include <gtest/gtest.h>

#include <filesystem>

#include "core/io/read_file.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

TEST(FrozenSize, IsRefusedBeforeATrainingIfReadersWouldRefuseTheFile) {
    require_readable({8'000});
    require_readable({8'000, 10, 100'000});
    for (FrozenSize const& size : {FrozenSize{20'000'000}, {2'000'000, 10}, {8'000, 100, 100'000}}) {
        std::string const weights = std::to_string(size.weights * size.networks) + " weights; a file may hold";
        EXPECT_TRUE(test::says(test::message_of([&] { require_readable(size); }), {"too large to be read", weights}));
    }
}

TEST(FrozenModel, IsOneOfSeveralFilesThatAppearTogether) {
    test::TemporaryFolder const folder;
    auto model = test::one_cell_model();
    test::add_canaries(model);
    OutputFiles files;
    add_frozen_model(files, folder / "a.json", model);
    files.add(folder / "b.txt", "text");
    EXPECT_FALSE(std::filesystem::exists(folder / "a.json"));
    files.commit();
    EXPECT_EQ(read_frozen_model(folder / "a.json").name, model.name);
    EXPECT_EQ(read_file(folder / "b.txt"), "text");
}

}  // namespace
}  // namespace jetseq
