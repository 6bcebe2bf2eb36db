#include "data/sequences/variable_reader.hpp"

#include <gtest/gtest.h>

#include "tests/support/foreign_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::data {
namespace {

using test::TemporaryFolder;

TEST(VariableReader, ReadsExpressionsOfTheColumnsOfEvents) {
    TemporaryFolder const folder;
    test::ForeignFile{folder / "a.h5"}.add_table(
        "events", {3}, {{"eventNumber", H5T_STD_U64LE, {1, 2, 3}}, {"met-x", H5T_IEEE_F32LE, {10, 20, -999}}});
    h5::InputFile const file{folder / "a.h5"};
    Names names;
    names.inputs.variables = {"met-x", "`met-x` > 15"};
    VariableReader reader{file, names, names.inputs.variables, 3};
    Column<float> found;
    reader.read(1, 2, found);
    EXPECT_EQ(std::vector<float>(found.begin(), found.end()), (std::vector<float>{20, 1, -999, 0}));
    EXPECT_EQ(reader.notes().size(), 1U);
    reader.read_unchecked(0, 1, found);
    EXPECT_EQ(found[4], 10);
    Names const none;
    VariableReader nothing{file, none, {}, 3};
    nothing.read(0, 3, found);
    EXPECT_EQ(found.size(), 6U);
}

}  // namespace
}  // namespace jetseq::data
