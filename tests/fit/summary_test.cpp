#include "fit/summary/summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "fit/summary/summary_html.hpp"
#include "fit/summary/summary_json.hpp"
#include "fit/summary/summary_plots.hpp"
#include "tests/fit/toy_workspaces.hpp"
#include "tests/report/page_text.hpp"

namespace jetseq::fit {
namespace {

Summary summary_of_everything() {
    auto const workspace = test::everything();
    Likelihood const likelihood{workspace, workspace.measurements[0]};
    SummaryOptions options;
    options.toys = 20, options.threads = 1, options.contour_points = 12;
    options.kappas = {{likelihood.index_of("mu"), ProductionMode::VBF, DecayMode::VV},
                      {likelihood.index_of("c_norm"), ProductionMode::ggF, DecayMode::VV}};
    auto summary = summarise(likelihood, likelihood.observed(), options);
    summary.title = "All & <everything>", summary.notes = {"a stand-in"};
    return summary;
}

TEST(Summary, HoldsEveryNumberAskedFor) {
    auto const json = json_of(summary_of_everything());
    EXPECT_NEAR(json["strengths"]["mu"]["interval_68"]["value"].get<double>(),
                json["fit"]["parameters"]["mu"]["value"].get<double>(), 1e-9);
    EXPECT_EQ(json["tests"]["upper_limit_95"]["expected"].size(), 5U);
    EXPECT_GT(json["tests"]["toys"]["background"].get<double>(), 0);
    EXPECT_TRUE(json["kappas"].contains("kappa_V"));
    EXPECT_GE(json["kappa_contour"]["contour_95"].size(), 12U);
    EXPECT_EQ(json["channels"]["first"]["observed"].size(), 3U);
    EXPECT_EQ(json["notes"][0], "a stand-in");
    EXPECT_FALSE(json["impacts"].empty());
}

TEST(Summary, FixedParametersStayInEveryFit) {
    auto const workspace = test::everything();
    Likelihood const likelihood{workspace, workspace.measurements[0]};
    SummaryOptions options;
    options.fixed = {{likelihood.index_of("c_norm"), 1.2}};
    options.with_impacts = false;
    auto const summary = summarise(likelihood, likelihood.observed(), options);
    EXPECT_EQ(summary.best.minimum.x[likelihood.index_of("c_norm")], 1.2);
    ASSERT_EQ(summary.strengths.size(), 1U);
    EXPECT_EQ(summary.strengths[0].name, "mu");
}

bool has_note(Summary const& summary, std::string const& words) {
    return std::any_of(summary.notes.begin(), summary.notes.end(),
                       [&](std::string const& note) { return note.find(words) != std::string::npos; });
}

TEST(Summary, SaysWhereAnIntervalAndALimitAreNotAll) {
    auto const likelihood = test::likelihood_of(test::two_minima());
    auto const summary = summarise(likelihood, likelihood.observed(), {});
    EXPECT_TRUE(has_note(summary, "The 95 % interval of mu ends at 2."));
    EXPECT_TRUE(has_note(summary, "Beyond the limit on mu CLs rises again"));
}

/// -2 ln L is 6 mu: the bound holds mu at 0, and no error is missing.
TEST(Summary, OfABinWithoutBackgroundHasALimit) {
    auto const likelihood = test::likelihood_of(test::counting(3, 0, 0));
    auto const summary = summarise(likelihood, likelihood.observed(), {});
    EXPECT_TRUE(has_note(summary, "mu is at its lower bound 0: -2 ln L falls beyond it."));
    EXPECT_FALSE(has_note(summary, "No errors"));
    ASSERT_TRUE(summary.limit);
    ASSERT_EQ(summary.strengths.size(), 1U);
    EXPECT_NEAR(summary.strengths[0].one_sigma.high, 1.0 / 6, 1e-6);
}

TEST(Summary, LeavesOutTestsOfAHeldParameterWithANote) {
    auto const workspace = test::counting(4, 10, 17);
    Likelihood const likelihood{workspace, workspace.measurements[0]};
    SummaryOptions options;
    options.fixed = {{0, 1}};
    auto const summary = summarise(likelihood, likelihood.observed(), options);
    EXPECT_TRUE(has_note(summary, "mu is fixed to 1: no limit"));
    EXPECT_FALSE(summary.limit || summary.discovery);
    EXPECT_TRUE(summary.strengths.empty());
}

TEST(Summary, InventsNoErrorAtABound) {
    auto workspace = test::counting(10, 50, 200);
    workspace.measurements[0].settings.push_back({"mu", {}, {{0, 5}}, {}, {}, {}});
    Likelihood const likelihood{workspace, workspace.measurements[0]};
    auto const summary = summarise(likelihood, likelihood.observed(), {});
    EXPECT_TRUE(has_note(summary, "mu is at its upper bound 5: -2 ln L falls beyond it."));
    auto const json = json_of(summary);
    EXPECT_TRUE(json["strengths"]["mu"]["error"].is_null());
    EXPECT_TRUE(json["strengths"]["mu"]["interval_68"]["low"].is_null());
    EXPECT_GT(json["tests"]["upper_limit_95"]["observed"].get<double>(), 15);
    for (auto const& [name, plot] : plots_of(summary))
        EXPECT_EQ(report::xml_problem(report::plot::svg(plot)), "") << name;
}

/// 4 mu events over 1, and none observed: q at mu = 10 is 2 (40 + 1) - 2 = 80, which toys of 1 event never reach.
TEST(Summary, SaysThatToysWithoutSignalAreTooFewForCls) {
    auto const likelihood = test::likelihood_of(test::counting(4, 1, 0));
    SummaryOptions options;
    options.toys = 20, options.toy_strength = 10, options.threads = 1;
    EXPECT_FALSE(has_note(summarise(likelihood, likelihood.observed(), options), "No CLs of toys"));
    auto const many = test::likelihood_of(test::counting(4, 50, 20));  // 20 seen where 50 are expected
    EXPECT_TRUE(has_note(summarise(many, many.observed(), options), "No CLs of toys: none of the 20 without signal"));
}

/// The factor of a background can compensate the signal: no strength is excluded.
TEST(Summary, KeepsTheFitWhereALimitIsOutOfReach) {
    auto workspace = test::counting(4, 10, 17);
    workspace.channels[0].samples[0].modifiers.push_back(test::strength("twin"));
    Likelihood const likelihood{workspace, workspace.measurements[0]};
    SummaryOptions options;
    options.contour_points = 12;
    auto const summary = summarise(likelihood, likelihood.observed(), options);
    EXPECT_TRUE(has_note(summary, "Only a combination of mu and twin is determined: they have no errors"));
    EXPECT_TRUE(has_note(summary, "mu is not determined: no limit"));
    EXPECT_FALSE(summary.limit);
    EXPECT_EQ(summary.observed, (std::vector<double>{17}));
}

/// In "big" the factor phi compensates a negative signal, up to mu = 3.2. At three times the limit the bin expects -5e5
/// and has 2e6 events: rounding then moves -2 ln L by more than the tolerance, and no fit converges.
Workspace without_fits_beyond_the_limit() {
    Workspace workspace = test::counting(10, 100, 100);
    Channel big{"big", {{"signal", {-1e6}, {test::strength()}}, {"b", {1e6}, {test::strength("phi")}}}, {1e6}};
    for (int n = 0; n < 12; ++n) {
        double const yield = 1e5 + 7.3 * n, down = 1e4 + 130 * n, up = 3e4 + 170 * n;
        std::string const name = "s" + std::to_string(n);
        big.samples.push_back({name, {yield}, {test::shape(name + "_shape", {yield - down}, {yield - up})}});
        big.observed[0] += yield;
    }
    workspace.channels.push_back(big);
    workspace.measurements[0].settings.push_back({"phi", {}, {{0, 4.2}}, {}, {}, {}});
    return workspace;
}

TEST(Summary, KeepsALimitBeyondWhichNoFitConverges) {
    auto const likelihood = test::likelihood_of(without_fits_beyond_the_limit());
    SummaryOptions options;
    options.scans = {"mu"}, options.discovery = false, options.with_impacts = false;
    auto const summary = summarise(likelihood, likelihood.observed(), options);
    EXPECT_TRUE(has_note(summary, "No check beyond the limit: the fit did not converge"));
    EXPECT_FALSE(has_note(summary, "No upper limit"));
    ASSERT_TRUE(summary.limit);
    double const mu = summary.limit->observed;  // of the channel "count", which has what is expected without signal
    EXPECT_NEAR(2 * (10 * mu - 100 * std::log(1 + mu / 10)), 1.959964 * 1.959964, 1e-4);
}

/// A signal that vanishes at 1.8 standard deviations of its uncertainty: the median limit, at 1.96, is out of reach.
TEST(Summary, ShowsLimitsThatAreOutOfReachAsUnknown) {
    auto workspace = test::counting(10, 100, 100);
    workspace.channels[0].samples[0].modifiers.push_back(test::statistics("stat", {5.5}));
    auto const likelihood = test::likelihood_of(workspace);
    auto const summary = summarise(likelihood, likelihood.observed(), {});
    EXPECT_TRUE(has_note(summary, "No observed limit on mu: "));
    EXPECT_TRUE(has_note(summary, "No limit on mu expected at 0, +1, +2 standard deviations: "));
    EXPECT_FALSE(has_note(summary, "No check"));
    auto const limit = json_of(summary)["tests"]["upper_limit_95"];
    EXPECT_TRUE(limit["observed"].is_null() && limit["expected"][2].is_null());
    EXPECT_GT(limit["expected"][1].get<double>(), limit["expected"][0].get<double>());
    auto const page = html_of(summary);
    EXPECT_EQ(page.find("nan"), std::string::npos);
    EXPECT_NE(page.find("Upper limit on mu"), std::string::npos);
}

TEST(Summary, HasNoGoodnessOfFitWithoutDegreesOfFreedom) {
    EXPECT_EQ(in_words({3.25, 4, 0.5168}), "3.25 for 4 degrees of freedom, p = 0.5168");
    EXPECT_EQ(in_words({1e-8, 1, 0.9999}), "0 for 1 degree of freedom, p = 0.9999");
    auto const likelihood = test::likelihood_of(test::counting(4, 10, 17));  // one bin, one parameter
    auto const page = html_of(summarise(likelihood, likelihood.observed(), {}));
    EXPECT_NE(page.find("none: no degrees of freedom are left"), std::string::npos);
}

TEST(Summary, PageAndPlotsAreWellFormed) {
    auto const summary = summary_of_everything();
    for (auto const& [name, plot] : plots_of(summary)) {
        auto const text = report::plot::svg(plot);
        EXPECT_EQ(text.find("nan"), std::string::npos) << name;
        EXPECT_EQ(report::xml_problem(text), "") << name;
    }
    auto const page = page_of(summary.title, html_of(summary));
    EXPECT_NE(page.find("All &amp; &lt;everything&gt;"), std::string::npos);
    EXPECT_NE(page.find("a stand-in"), std::string::npos);
}

}  // namespace
}  // namespace jetseq::fit
