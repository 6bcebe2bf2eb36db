#include "report/figures/plot_data.hpp"

#include <gtest/gtest.h>

#include "tests/report/page_text.hpp"

namespace jetseq::report {
namespace {

TEST(PlotData, HoldsEveryItemOnce) {
    plot::Panel main{{"y", 0, 1, false, {}}, {}, 0, 0};
    main.items = {plot::Line{{1, 2}, {3, 4}, {}, "say \"a\""}, plot::Histogram{{0, 1}, {5}, {}, plot::Fill::none, "h"},
                  plot::Points{{{0.5, 6, 5, 7}}, plot::Marker::circle, false, "#000", "p"}, plot::Guide{true, 8, {}}};
    plot::Plot const drawn{"id", "", {"x", 0, 1, false, {"first"}}, main, {}};
    EXPECT_EQ(plot_csv(drawn),
              "panel,kind,series,category,x,y,x_low,x_high,y_low,y_high\n"
              "main,line,\"say \"\"a\"\"\",,1,3,,,,\n"
              "main,line,\"say \"\"a\"\"\",,2,4,,,,\n"
              "main,histogram,\"h\",\"first\",0.5,5,0,1,,\n"
              "main,points,\"p\",\"first\",0.5,6,,,5,7\n"
              "main,guide,\"\",,8,,,,,\n");
}

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
