// Coverage of the intervals of the report, by repeated experiments with a fixed seed.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "evaluate/metrics/bootstrap.hpp"
#include "evaluate/metrics/calibration.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "evaluate/metrics/roc.hpp"
#include "evaluate/studies/shifts.hpp"
#include "tests/evaluate/sample.hpp"

namespace jetseq::evaluate {
namespace {

using test::Sample;

constexpr double nominal = 68.3;  // [%], of one standard deviation

/// Events of one weight: their number, and the fraction that passes.
struct Group {
    double events, weight, passing;
};

enum class Numbers { given, fluctuating };

/// Coverage [%] of efficiency() over experiments with these events.
double coverage(std::vector<Group> const& groups, Numbers numbers) {
    constexpr int experiments = 4000;  // 0.7 % error
    std::mt19937 generator{11};
    double all = 0, passing = 0;
    for (auto const& g : groups) all += g.events * g.weight, passing += g.events * g.weight * g.passing;
    double const truth = passing / all;
    int held = 0;
    for (int i = 0; i < experiments; ++i) {
        WeightSum passed, total;
        for (auto const& g : groups) {
            int const n = numbers == Numbers::given ? static_cast<int>(g.events)
                                                    : std::poisson_distribution<int>{g.events}(generator);
            int const k = n == 0 ? 0 : std::binomial_distribution<int>{n, g.passing}(generator);
            double const w = g.weight;
            passed += WeightSum{k * w, k * w * w, k * std::abs(w)},
                total += WeightSum{n * w, n * w * w, n * std::abs(w)};
        }
        auto const found = efficiency(passed, total);
        held += found.low <= truth && truth <= found.high;
    }
    return 100.0 * held / experiments;
}

// The interval for N_eff trials, which assumes that passing is independent of the weight, covers 54.8 % and 46.7 %
// here.
TEST(CoverageOfAnEfficiency, HoldsWhereHeavyEventsPassMoreOften) {
    std::vector<Group> const events{{10000, 1, 0.05}, {100, 30, 0.5}};
    EXPECT_NEAR(coverage(events, Numbers::fluctuating), nominal, 3.5);
    EXPECT_NEAR(coverage(events, Numbers::given), 77, 3);  // its variance includes that of the numbers of events
}

TEST(CoverageOfAnEfficiency, HoldsWithEqualWeightsNearZeroAndOne) {
    for (double const p : {0.002, 0.05, 0.5, 0.95, 0.998}) {
        EXPECT_NEAR(coverage({{1000, 1, p}}, Numbers::fluctuating), nominal, 5) << p;  // steps of whole events
    }
}

TEST(CoverageOfAnEfficiency, HoldsWhereFewEventsPassOrFail) {
    EXPECT_NEAR(coverage({{1000, 1, 0}, {50, 10, 0.04}}, Numbers::fluctuating), nominal, 8);   // two heavy ones
    EXPECT_NEAR(coverage({{1000, 1, 0.002}, {50, 10, 0}}, Numbers::fluctuating), nominal, 8);  // two light ones
    EXPECT_NEAR(coverage({{1000, 1, 0.999}, {50, 10, 0.95}}, Numbers::fluctuating), nominal, 8);
    EXPECT_NEAR(coverage({{20, 1, 0.3}, {5, 4, 0.6}}, Numbers::fluctuating), nominal, 5);
}

TEST(CoverageOfAnEfficiency, HoldsWithWeightsOfBothSigns) {
    EXPECT_NEAR(coverage({{800, 1, 0.3}, {200, -1, 0.15}}, Numbers::fluctuating), nominal, 3);
    EXPECT_NEAR(coverage({{800, 1, 0.02}, {200, -1, 0.05}}, Numbers::fluctuating), nominal, 5);
    EXPECT_NEAR(coverage({{40, 1, 0.3}, {10, -1, 0.3}}, Numbers::fluctuating), nominal, 3);
}

/// Experiments: numbers of events expected, and how events are made.
struct World {
    char const* name;
    double vbf, ggf;
    std::function<float(float score, double uniform)> weight;
    int ties;  ///< scores are multiples of 1 / ties; 0: all different
};

/// Events with the scores of two models, and whether they pass cuts that know part of the score.
struct Experiment {
    Sample events;
    std::vector<float> other;
    std::vector<std::uint8_t> cuts;

    LabelledScores with(std::vector<float> const& score) const { return {score, events.label, events.weight}; }
};

Experiment experiment(World const& world, double times, std::mt19937& generator) {
    auto const uniform = [&] { return static_cast<double>(generator()) / 4294967296.0; };
    auto const tied = [&](double s) {
        return static_cast<float>(world.ties == 0 ? s : std::floor(s * world.ties) / world.ties);
    };
    Experiment result;
    for (int const label : {1, 0}) {
        double const mean = times * (label == 1 ? world.vbf : world.ggf);
        int const n = std::poisson_distribution<int>{mean}(generator);
        for (int i = 0; i < n; ++i) {
            double const s = label == 1 ? std::sqrt(uniform()) : uniform(), noise = 0.2 * (uniform() - 0.5);
            result.events.add(tied(s), label, world.weight(static_cast<float>(s), uniform()));
            result.other.push_back(tied(std::clamp(s + noise, 0.0, 1.0)));
            result.cuts.push_back(0.6 * s + 0.4 * uniform() > 0.8);
        }
    }
    return result;
}

using Statistic = std::function<Efficiency(Experiment const&)>;

Efficiency around(double value, double error) { return {value, value - error, value + error}; }

/// Every kind of interval of the page other than efficiency() of two sums.
std::vector<std::pair<char const*, Statistic>> statistics() {
    return {{"VBF, score > 0.6", [](auto const& e) { return operating_point(e.events, 0.6).vbf; }},
            {"ggF, score > 0.89", [](auto const& e) { return operating_point(e.events, 0.89).ggf; }},
            {"VBF fraction in a bin of calibration",
             [](auto const& e) { return calibration(e.events).bins[5].vbf_fraction; }},
            {"VBF at ggF 10 %", [](auto const& e) { return measured_vbf_at_ggf(e.events, roc_curve(e.events), 0.1); }},
            {"VBF at the cuts' ggF",
             [](auto const& e) {
                 auto const c = efficiencies_of(e.events.label, e.events.weight, e.cuts);
                 return measured_vbf_at_ggf(e.events, roc_curve(e.events), c.ggf.value, e.cuts);
             }},
            {"ggF at the cuts' VBF",
             [](auto const& e) {
                 auto const c = efficiencies_of(e.events.label, e.events.weight, e.cuts);
                 return measured_ggf_at_vbf(e.events, roc_curve(e.events), c.vbf.value, e.cuts);
             }},
            {"AUC",
             [](auto const& e) {
                 auto const a = auc(e.events);
                 return around(a.value, a.error);
             }},
            {"difference of AUC",
             [](auto const& e) {
                 auto const a = auc_difference(e.with(e.other), e.events);
                 return around(a.value, a.error);
             }},
            {"change of VBF efficiency", [](auto const& e) {
                 auto const shift = shift_of("", e.events, e.with(e.other), 0.6).vbf;
                 return around(shift.value, shift.error);
             }}};
}

/// Coverage [%] of each statistic; leaves out undefined ones of an experiment.
std::vector<double> coverages(World const& world, int experiments,
                              std::vector<std::pair<char const*, Statistic>> const& all) {
    std::mt19937 generator{21};
    auto const truth_sample = experiment(world, 100'000 / (world.vbf + world.ggf), generator);
    std::vector<double> truth, held(all.size()), defined(all.size());
    for (auto const& [name, statistic] : all) truth.push_back(statistic(truth_sample).value);
    for (int i = 0; i < experiments; ++i) {
        auto const found = experiment(world, 1, generator);
        for (std::size_t s = 0; s < all.size(); ++s) {
            auto const interval = all[s].second(found);
            if (!std::isfinite(interval.high)) continue;  // such as a bin without events
            defined[s] += 1, held[s] += interval.low <= truth[s] && truth[s] <= interval.high;
        }
    }
    for (std::size_t s = 0; s < all.size(); ++s) held[s] *= 100 / defined[s];
    return held;
}

std::vector<World> worlds() {
    auto const one = [](float, double) { return 1.0F; };
    return {{"equal weights", 250, 250, one, 0},
            {"weights that go with the score", 500, 500, [](float s, double u) { return u < 0.05 ? 20 * s : 1; }, 0},
            {"weights of both signs", 300, 300, [](float, double u) { return u < 0.15 ? -1.0F : 1.0F; }, 0},
            {"few events", 40, 40, one, 0},
            {"ties", 250, 250, one, 20},
            {"unequal classes", 50, 700, one, 0}};
}

TEST(CoverageOfThePage, IsThatOfOneStandardDeviation) {
    auto const all = statistics();
    for (auto const& world : worlds()) {
        auto const found = coverages(world, 300, all);  // 2.7 % error
        for (std::size_t s = 0; s < all.size(); ++s) {
            EXPECT_NEAR(found[s], nominal, 10) << world.name << ", " << all[s].first;  // with one or two heavy events
        }
    }
}

// Cuts that are independent of the score: they fluctuate as much as the threshold on the score.
TEST(CoverageOfVbfAtTheCuts, HoldsTheErrorOfTheCutsOwnEfficiency) {
    World const world{"", 500, 500, [](float, double) { return 1.0F; }, 0};
    double const truth = 1 - 0.9 * 0.9;  // at a ggF/DY efficiency of 10 %
    std::mt19937 generator{31};
    int held = 0, held_as_given = 0;
    int const experiments = 1500;  // 1.2 % error
    for (int i = 0; i < experiments; ++i) {
        auto found = experiment(world, 1, generator);
        for (auto& passes : found.cuts) passes = generator() % 10 == 0;
        auto const roc = roc_curve(found.events);
        double const ggf = efficiencies_of(found.events.label, found.events.weight, found.cuts).ggf.value;
        auto const own = measured_vbf_at_ggf(found.events, roc, ggf, found.cuts);
        auto const given = measured_vbf_at_ggf(found.events, roc, ggf);
        held += own.low <= truth && truth <= own.high, held_as_given += given.low <= truth && truth <= given.high;
    }
    EXPECT_NEAR(100.0 * held / experiments, nominal, 3.5);
    EXPECT_LT(100.0 * held_as_given / experiments, 60);
}

}  // namespace
}  // namespace jetseq::evaluate
