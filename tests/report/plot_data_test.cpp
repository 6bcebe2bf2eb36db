#include "report/figures/plot_data.hpp"

#include <gtest/gtest.h>

#include "tests/report/page_text.hpp"

namespace jetseq::report {
namespace {

TEST(RocYaml, HasRejectionsAgainstEfficienciesForPuma) {
    evaluate::Report report;
    report.n_eff_ggf = 12.5, report.inputs.labels.vbf = "VBF: \"H\"";
    report.models.resize(2);
    report.models[1].model = "second";
    report.models[1].roc = {{0.9, {0, 0, 0}, {0.1, 0, 1}},  // no efficiency
                            {0.8, {0.5, 0, 1}, {0, 0, 1}},  // no rejection
                            {0.7, {0.5, 0, 1}, {0.25, 0, 1}},
                            {0.1, {1, 0, 1}, {0.8, 0, 1}}};
    auto const yaml = roc_yaml(report, 1);
    EXPECT_TRUE(holds(yaml, "bkg_rej:\n  __ndarray__:\n  - 4.0\n  - 1.25\n  dtype: float64\n"));
    EXPECT_TRUE(holds(yaml, "sig_eff:\n  __ndarray__:\n  - 0.5\n  - 1.0\n  dtype: float64\n"));
    EXPECT_TRUE(holds(yaml, "n_test: 12.5\nlabel: \"second\"\n"));
    EXPECT_TRUE(holds(yaml, "signal_class: \"VBF: \\\"H\\\"\"\n"));
    EXPECT_TRUE(holds(yaml, "rej_class: \"ggF/DY\"\n"));
}

}  // namespace
}  // namespace jetseq::report
