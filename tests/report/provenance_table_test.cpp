#include "report/page/provenance_table.hpp"

#include <gtest/gtest.h>

namespace jetseq::report::html {
namespace {

TEST(Provenance, ListsWhatIsKnown) {
    evaluate::Report report;
    report.inputs.model = "a<b.json", report.inputs.data = {"one.h5", "two.h5"};
    report.inputs.provenance = {{"Seed", "1"}, {"Configuration", "a: 1\nb: 2"}, {"Revision", ""}};
    EXPECT_EQ(provenance(report),
              "<table class=\"facts\">\n<tbody>\n<tr><th>Model</th><td>a&lt;b.json</td></tr>\n"
              "<tr><th>Data</th><td>one.h5<br>two.h5</td></tr>\n<tr><th>Seed</th><td>1</td></tr>\n"
              "<tr><th>Configuration</th><td><pre>a: 1\nb: 2</pre></td></tr>\n</tbody>\n</table>\n");
}

}  // namespace
}  // namespace jetseq::report::html
