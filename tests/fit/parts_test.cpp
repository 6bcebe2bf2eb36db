// The parts of the likelihood and its fits, one by one.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "fit/inference/kappa.hpp"
#include "fit/inference/profile.hpp"
#include "fit/likelihood/bin_term.hpp"
#include "fit/likelihood/cholesky.hpp"
#include "fit/likelihood/curvature.hpp"
#include "fit/likelihood/impossible_bin.hpp"
#include "fit/workspace/data_origin.hpp"
#include "fit/workspace/notes.hpp"
#include "tests/fit/toy_workspaces.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq::fit {
namespace {

using jetseq::test::message_of, jetseq::test::says;
using Point = std::vector<double>;

TEST(Kappa, ScalesProductionsByTheirCouplingSquared) {
    auto const vbf = production_scaling(ProductionMode::VBF, 2, 3), tth = production_scaling(ProductionMode::ttH, 2, 3);
    EXPECT_EQ(vbf.value, 4);
    EXPECT_EQ(vbf.slope, (std::array<double, 2>{4, 0}));
    EXPECT_EQ(vbf.curvature, (std::array<double, 3>{2, 0, 0}));
    EXPECT_EQ(tth.value, 9);
    EXPECT_EQ(tth.slope, (std::array<double, 2>{0, 6}));
    EXPECT_EQ(tth.curvature, (std::array<double, 3>{0, 0, 2}));
    EXPECT_EQ(production_scaling(ProductionMode::VH, 2, 3).value, 4);
    EXPECT_EQ(production_scaling(ProductionMode::ggF, 2, 3).value, 9);
}

TEST(Kappa, ScalesTheWidthAsAQuadraticForm) {
    EXPECT_NEAR(width_scaling(1, 1).value, 1, 1e-15);
    EXPECT_NEAR(width_scaling(2, 2).value, 4, 1e-14);
    auto const width = width_scaling(1.2, 0.8);
    EXPECT_NEAR(1.2 * width.slope[0] + 0.8 * width.slope[1], 2 * width.value, 1e-14);  // Euler, of degree 2
    // WW, ZZ 24.2 %, fermions and gluons 75.4 %: these alone give 0.348 + 0.483.
    EXPECT_NEAR(width.value, 0.242 * 1.44 + 0.754 * 0.64, 0.01);
}

TEST(Kappa, KnowsDecaysByTheirNames) {
    EXPECT_EQ(decay_named("VV"), DecayMode::VV);
    EXPECT_EQ(decay_named("ff"), DecayMode::ff);
    EXPECT_EQ(decay_named("gammagamma"), DecayMode::gammagamma);
    EXPECT_TRUE(
        says(message_of([] { decay_named("gamagama"); }), {"no decay 'gamagama'", "did you mean 'gammagamma'"}));
}

TEST(Kappa, SetsTheStrengthToTheRate) {
    auto const likelihood = test::likelihood_of(test::counting(10, 5, 12));
    KappaNll nll{likelihood, likelihood.observed(), {{likelihood.index_of("mu"), ProductionMode::VBF, DecayMode::VV}}};
    EXPECT_EQ(nll.inner(Point{1.5, 1}), Point{rate_scaling(ProductionMode::VBF, DecayMode::VV, 1.5, 1).value});
}

TEST(BinTerm, IsThePoissonTermWithItsDerivatives) {  // nu - n ln nu
    auto const term = bin_term(3, 2);
    EXPECT_DOUBLE_EQ(term.value, 2 - 3 * std::log(2.0));
    EXPECT_DOUBLE_EQ(term.slope, 1 - 3 / 2.0);
    EXPECT_DOUBLE_EQ(term.bend, 3 / 4.0);
    auto const empty = bin_term(0, 2);
    EXPECT_EQ(empty.value, 2);
    EXPECT_EQ(empty.slope, 1);
    EXPECT_EQ(empty.bend, 0);
}

TEST(BinTerm, ContinuesAsItsParabolaBelowTheSmallestYield) {
    EXPECT_EQ(smallest_yield(5), 1e-8);
    EXPECT_EQ(smallest_yield(0.5), 0.5e-8);
    double const least = smallest_yield(3);
    auto const above = bin_term(3, least), below = bin_term(3, 0);
    EXPECT_NEAR(below.value, above.value - least * above.slope + least * least * above.bend / 2, 1e-12);
    EXPECT_DOUBLE_EQ(below.bend, above.bend);
    EXPECT_DOUBLE_EQ(bin_term(0, -1e-3).value, -1e-3 + 0.5);  // stiffness 1e6
    EXPECT_DOUBLE_EQ(bin_term(0, -1e-3).slope, 1 - 1e3);
}

TEST(BinTerm, HasAnExpectedBendThatIsFinite) {
    EXPECT_EQ(expected_bend(5, 4), 0.25);
    EXPECT_EQ(expected_bend(5, 0), 1e8);
    EXPECT_EQ(expected_bend(0, 0.5), 1);
    EXPECT_EQ(expected_bend(0, 4), 0.25);
    EXPECT_EQ(without_zero(2), 2);
    EXPECT_EQ(without_zero(-2), -2);
    EXPECT_GT(without_zero(0), 0);
}

TEST(Dot, SumsTheProductsOfAnyNumber) {
    double const a[] = {1, 2, 3, 4, 5, 6, 7}, b[] = {7, 6, 5, 4, 3, 2, 1};
    EXPECT_EQ(dot(a, b, 7), 84);
    EXPECT_EQ(dot(a, b, 4), 7 + 12 + 15 + 16);
    EXPECT_EQ(dot(a, b, 3), 34);
    EXPECT_EQ(dot(a, b, 0), 0);
}

/// x^2 - y^2
class Saddle : public Objective {
public:
    std::size_t size() const override { return 2; }
    double value(std::span<double const> x) override { return x[0] * x[0] - x[1] * x[1]; }
    double gradient(std::span<double const> x, std::span<double> gradient) override {
        gradient[0] = 2 * x[0], gradient[1] = -2 * x[1];
        return value(x);
    }
    void hessian(std::span<double const>, HessianKind kind, std::span<double> matrix) override {
        matrix[0] = 2, matrix[2] = 0, matrix[3] = kind == HessianKind::exact ? -2 : 2;
    }
    std::vector<std::size_t> const& elimination_order() const override { return order; }
    std::vector<std::size_t> const& bent_parameters() const override { return none; }

    std::vector<std::size_t> const order{1, 0}, none{};
};

Domain unbounded() {
    constexpr double far = std::numeric_limits<double>::infinity();
    return {{0, 0}, {-far, -far}, {far, far}, {false, false}};
}

TEST(Curvature, FindsTheWayDownFromASaddle) {
    Saddle saddle{};
    auto const step = downhill(saddle, unbounded(), Point{0, 0});
    ASSERT_TRUE(step);
    EXPECT_NEAR((*step)[0], 0, 1e-12);
    EXPECT_GT(std::fabs((*step)[1]), 0.1);
    auto domain = unbounded();
    domain.is_fixed = {false, true};
    EXPECT_FALSE(downhill(saddle, domain, Point{0, 0}));
}

TEST(Curvature, HasTheCovarianceOfAParabola) {
    Saddle saddle{};
    auto domain = unbounded();
    domain.is_fixed = {false, true};  // x^2 alone, twice an NLL: variance 2 / 2
    auto const found = covariance(saddle, domain, Point{0, 0});
    EXPECT_TRUE(found.is_valid);
    ASSERT_EQ(found.matrix.size(), 4U);
    EXPECT_DOUBLE_EQ(found.matrix[0], 1);
    for (std::size_t n = 1; n < 4; ++n) EXPECT_EQ(found.matrix[n], 0);
    EXPECT_FALSE(covariance(saddle, unbounded(), Point{0, 0}).is_valid);  // -y^2 has no minimum
}

TEST(Objectives, EliminateEachParameterOnce) {
    auto const likelihood = test::likelihood_of(test::counting_with_background(10, 5, 3, 0.9, 1.1));
    TwiceNll nll{likelihood, likelihood.observed()};
    KappaNll kappas{
        likelihood, likelihood.observed(), {{likelihood.index_of("mu"), ProductionMode::VBF, DecayMode::VV}}};
    for (Objective const* const objective :
         {static_cast<Objective const*>(&nll), static_cast<Objective const*>(&kappas)}) {
        auto order = objective->elimination_order();
        std::sort(order.begin(), order.end());
        Point::size_type expected = 0;
        for (auto const parameter : order) EXPECT_EQ(parameter, expected++);
        EXPECT_EQ(expected, objective->size());
    }
}

TEST(Curvature, NamesFlatParametersByTheirGroups) {
    Covariance covariance;
    covariance.flat = {{1}, {3, 4}};
    EXPECT_TRUE(covariance.is_flat(1));
    EXPECT_TRUE(covariance.is_flat(4));
    EXPECT_FALSE(covariance.is_flat(0));
}

TEST(Domain, LetsParametersMoveThatNoBoundHolds) {
    Saddle saddle{};
    auto domain = unbounded();
    using Places = std::vector<std::size_t>;
    EXPECT_EQ(movable(saddle, domain, Point{0, 0}, Point{1, 1}), (Places{1, 0}));  // in the order of elimination
    domain.low = {0, -1}, domain.high = {1, 0};
    EXPECT_EQ(movable(saddle, domain, Point{0, 0}, Point{1, 1}), Places{1});    // 0 would fall below its bound
    EXPECT_EQ(movable(saddle, domain, Point{0, 0}, Point{-1, -1}), Places{0});  // 1 would rise above
    domain.is_fixed = {true, false};
    EXPECT_EQ(movable(saddle, domain, Point{0, 0}, Point{-1, 1}), Places{1});
}

TEST(ImpossibleBin, IsOneThatSawEventsAndExpectsNone) {
    auto const seen = test::likelihood_of(test::counting(10, 5, 3)),
               empty = test::likelihood_of(test::counting(10, 5, 0));
    EXPECT_FALSE(impossible_bin(seen, seen.observed(), Point{0}));
    auto const found = impossible_bin(seen, seen.observed(), Point{-0.5});
    ASSERT_TRUE(found);
    EXPECT_TRUE(says(*found, {"channel 'count', bin 0", "taken there by 'mu' = -0.5", "(with 1 it would expect 15)"}));
    EXPECT_FALSE(impossible_bin(empty, empty.observed(), Point{-0.5}));
    EXPECT_TRUE(bin_at_zero(empty, empty.observed(), Point{-0.6}));  // expects -1
    EXPECT_FALSE(bin_at_zero(empty, empty.observed(), Point{-0.6}, 2));
    EXPECT_FALSE(bin_at_zero(seen, seen.observed(), Point{-0.6}));
}

TEST(Notes, ListNamesAsFarAsAsked) {
    EXPECT_EQ(listed({}), "");
    EXPECT_EQ(listed({"a"}), "a");
    EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
    EXPECT_EQ(listed({"a", "b", "c", "d"}, 2), "a, b and 2 more");
    EXPECT_EQ(listed({"a", "b"}, 2), "a and b");
}

TEST(DataOrigin, IsLabelledWithWhatIsTrueInIt) {
    EXPECT_EQ(label_of({}), "data");
    EXPECT_EQ(label_of({DataKind::asimov, {{"mu", 1}}, 0}), "Asimov data (mu = 1)");
    EXPECT_EQ(label_of({DataKind::pseudo, {{"mu", 3}}, 5}), "pseudo-data (seed 5, mu = 3)");
    EXPECT_EQ(label_of({DataKind::asimov, {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}}, 0}),
              "Asimov data (a = 1, b = 1, c = 1, d = 1, 1 more)");
    EXPECT_EQ(short_label_of({DataKind::pseudo, {{"mu", 3}}, 5}), "pseudo-data");
}

TEST(MadeData, HaveTheStrengthsThatAreAskedFor) {
    auto const likelihood = test::likelihood_of(test::counting(10, 5, 3));
    EXPECT_EQ(made_data(likelihood, DataKind::asimov, {}, 0).data.bins, Point{15});
    auto const made = made_data(likelihood, DataKind::asimov, {{"mu", 2}}, 0);
    EXPECT_EQ(made.data.bins, Point{25});
    EXPECT_EQ(label_of(made.origin), "Asimov data (mu = 2)");
    auto const drawn = made_data(likelihood, DataKind::pseudo, {}, 7).data.bins;
    EXPECT_EQ(drawn, made_data(likelihood, DataKind::pseudo, {}, 7).data.bins);
    EXPECT_EQ(drawn[0], std::floor(drawn[0]));
    EXPECT_TRUE(says(message_of([&] {
                         made_data(likelihood, DataKind::asimov, {{"mu", -1}}, 0);
                     }),
                     {"can't be made: channel 'count', bin 0 would expect -5 events"}));
}

TEST(Notes, StandOnce) {
    Notes notes{"a"};
    add_note(notes, "b"), add_note(notes, "a");
    add_notes(notes, {"b", "c"});
    EXPECT_EQ(notes, (Notes{"a", "b", "c"}));
}

TEST(Workspace, JoinsTheStatisticalErrorsOfTheSamplesOfABin) {
    auto const workspace = test::everything();
    auto const channels = channels_with_staterror(workspace, "stat_first");
    ASSERT_EQ(channels.size(), 1U);
    EXPECT_EQ(channels[0]->name, "first");
    EXPECT_TRUE(channels_with_staterror(workspace, "stat").empty());
    auto const found = stat_error(*channels[0], "stat_first", 0);  // signal 2 +- 0.3, b 40 +- 3; c has none
    EXPECT_DOUBLE_EQ(found.yield, 42);
    EXPECT_DOUBLE_EQ(found.error, std::hypot(0.3, 3));
    EXPECT_EQ(type_name(ModifierType::normsys), "normsys");
    EXPECT_EQ(type_name(ModifierType::shapefactor), "shapefactor");
}

TEST(Likelihood, NamesItsBinsAndYields) {
    Channel const channel{"count", {{"signal", {10, 0}, {test::strength()}}, {"background", {5, 0}, {}}}, {12, 0}};
    Likelihood const likelihood{{{channel}, {{"m", "mu", {}}}}, {"m", "mu", {}}};
    EXPECT_EQ(likelihood.measurement(), "m");
    EXPECT_EQ(likelihood.name_of_bin(1), "channel 'count', bin 1");
    EXPECT_EQ(likelihood.empty_bins(), std::vector<std::size_t>{1});  // nothing is expected there at any mu
    auto const by_sample = likelihood.expected_by_sample(Point{2});
    EXPECT_EQ(by_sample.names, (std::vector<std::string>{"signal", "background"}));
    EXPECT_EQ(by_sample.yields[0], (Point{20, 0}));
    EXPECT_EQ(by_sample.yields[1], (Point{5, 0}));
    TwiceNll nll{likelihood, likelihood.observed()};
    nll.value(Point{2});
    EXPECT_EQ(Point(nll.by_block().begin(), nll.by_block().end()), (Point{20, 0, 5, 0}));
    likelihood.require_fixable(0, 3);
    EXPECT_TRUE(says(message_of([&] { likelihood.require_fixable(0, -1); }), {"mu"}));
}

TEST(Profile, MeasuresAgainOnlyAfterALowerFit) {
    auto const likelihood = test::likelihood_of(test::counting_with_background(10, 50, 60, 0.9, 1.1));
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    int calls = 0;
    EXPECT_EQ(from_best(profile, [&] { return ++calls; }), 1);
    EXPECT_EQ(profile.replacements(), 0);
}

TEST(Profile, TakesZeroOfAFactorForAnEdge) {
    Parameter factor{"mu", 1, 0, 10};
    EXPECT_TRUE(is_edge(factor, Bound::low));
    EXPECT_FALSE(is_edge(factor, Bound::high));
    EXPECT_FALSE(is_edge(factor, Bound::none));
    factor.low = 0.5;  // somebody has chosen it
    EXPECT_FALSE(is_edge(factor, Bound::low));
}

TEST(Search, FollowsTheValleysThatItHasMet) {
    auto const likelihood = test::likelihood_of(test::two_valleys());
    TwiceNll nll{likelihood, likelihood.observed()};
    Search search{nll, likelihood.parameters()};
    auto const best = search.search({});
    EXPECT_GE(search.valleys(), 1U);
    EXPECT_NEAR(search.follow({}).value, best.value, 1e-6);
    auto other = best.x;
    EXPECT_FALSE(search.are_apart(best.x, other));
    other[likelihood.index_of("mu")] += 1;  // it makes no valley
    EXPECT_FALSE(search.are_apart(best.x, other));
    other[likelihood.index_of("scale")] += 2;
    EXPECT_TRUE(search.are_apart(best.x, other));
    auto const starts = search.starts().size();
    search.add_start(other);
    EXPECT_GT(search.starts().size(), starts);
}

}  // namespace
}  // namespace jetseq::fit
