#include <gtest/gtest.h>

#include <cstdlib>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "workflow/select/variable_table.hpp"

namespace jetseq::workflow {
namespace {

TEST(VariableTable, IsThatOfThePage) {
    std::string const file = std::string{JETSEQ_SOURCE_DIR} + "/docs/reference/cuts.md", begin = "| variable |",
                      end = "\n\n## Missing values";
    std::string const page = read_file(file);
    auto const from = page.find(begin), to = page.find(end);
    ASSERT_NE(from, std::string::npos);
    ASSERT_NE(to, std::string::npos);
    if (std::getenv("JETSEQ_FREEZE")) write_file(file, page.substr(0, from) + variable_page() + page.substr(to));
    EXPECT_EQ(read_file(file).substr(from, variable_page().size()), variable_page())
        << "To write the page anew, run with JETSEQ_FREEZE=1.";
    EXPECT_EQ(read_file(file).substr(from + variable_page().size(), end.size()), end);
}

TEST(VariableTable, IsAligned) {
    std::string const table = variable_table();
    auto const meaning = table.find("meaning");
    auto const line = table.find("\nm_ll ") + 1;
    EXPECT_EQ(table.find("mass of the two leading loose leptons") - line, meaning);
    EXPECT_EQ(table.find("GeV", line) - line, table.find("unit"));
}

}  // namespace
}  // namespace jetseq::workflow
