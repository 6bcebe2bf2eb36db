#include "workflow/select/selection_outputs.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/error.hpp"
#include "data/events/file_header.hpp"
#include "select/cutflow/cutflow_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "workflow/select/selection_run.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

TEST(SelectionOutputs, AreTheFilesOfACutflow) {
    TemporaryFolder const folder;
    OutputFiles outputs;
    auto const held = hold_selection_folder(folder / "out");
    add_cutflow(outputs, folder / "out", Cutflow{});
    outputs.commit();
    EXPECT_TRUE(std::filesystem::exists(folder / "out/cutflow.json"));
    EXPECT_TRUE(std::filesystem::exists(folder / "out/cutflow.csv"));
    EXPECT_FALSE(std::filesystem::exists(folder / "out/correlations.csv"));
    EXPECT_EQ(files_of_selections().size(), 1U);
    auto const both = sum_of_cutflows({folder / "out/cutflow.json", folder / "out/cutflow.json"});
    EXPECT_EQ(to_json(both), to_json(Cutflow{}));
    EXPECT_TRUE(says(message_of([&] { sum_of_cutflows({folder / "none.json"}); }), {"none.json"}));
}

TEST(SelectionRun, PassesOnTheNormalisationOfOneFile) {
    TemporaryFolder const folder;
    write_sequences(folder / "a.h5", test::toy_sequences(10, 1), {{"cross_section_pb", "2"}, {"other", "1"}});
    SelectionRun run;
    run.files = {folder / "a.h5"};
    pass_on_normalisation(run);
    EXPECT_EQ(run.attributes, (data::Attributes{{"cross_section_pb", "2"}}));
    SelectionRun of_two;
    of_two.files = {folder / "a.h5", folder / "a.h5"};
    pass_on_normalisation(of_two);
    EXPECT_TRUE(of_two.attributes.empty());
}

}  // namespace
}  // namespace jetseq::workflow
