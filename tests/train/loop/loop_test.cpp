#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <locale>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "train/loop/metrics.hpp"
#include "train/loop/options.hpp"
#include "train/loop/training_failure.hpp"

namespace jetseq::train {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

TEST(Metrics, HaveARowForEachEpochAndTheAverageOnlyIfThereIsOne) {
    test::TemporaryFolder const folder;
    EpochRecord first{1, 0.001, 0.5, 0.4, 0.75, 2, 1000}, second{2, 0.001, 0.25, 0.3, 0.8, 2, 1000};
    write_metrics(folder.path(), {first, second});
    EXPECT_EQ(read_file(folder / "metrics.csv"),
              std::string{metrics_begin} +
                  "seconds,events_per_second\n1,0.001,0.5,0.4,0.75,2,1000\n2,0.001,0.25,0.3,0.8,2,1000\n");
    second.average_loss = 0.125, second.average_auc = 0.875;
    write_metrics(folder.path(), {first, second});
    EXPECT_EQ(read_file(folder / "metrics.csv"),
              std::string{metrics_begin} +
                  "seconds,events_per_second,average_loss,average_auc\n"
                  "1,0.001,0.5,0.4,0.75,2,1000,nan,nan\n2,0.001,0.25,0.3,0.8,2,1000,0.125,0.875\n");
}

/// A decimal comma, as in de_DE, on machines without that locale too.
struct DecimalComma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
};

TEST(Metrics, AreTheSameInALocaleWithADecimalComma) {
    test::TemporaryFolder const folder;
    auto const before = std::locale::global(std::locale{std::locale{}, new DecimalComma});
    write_metrics(folder.path(), {EpochRecord{1, 0.001, 0.5, 0.4, 0.75, 2, 1000}});
    std::locale::global(before);
    EXPECT_EQ(read_file(folder / "metrics.csv"),
              std::string{metrics_begin} + "seconds,events_per_second\n1,0.001,0.5,0.4,0.75,2,1000\n");
}

TEST(Options, CountTheWeightsOfEachNetwork) {
    TrainOptions lstm;
    lstm.layers = 2, lstm.cells = 3;
    // 4 x 3 gates of 4 inputs, 3 cells and a bias; then of 3 inputs; then 3 weights and a bias.
    EXPECT_EQ(count_weights(lstm), 12 * (4 + 3 + 1) + 12 * (3 + 3 + 1) + 3 + 1U);
    TrainOptions dense;
    dense.variables = {"a", "b"}, dense.hidden = {5}, dense.classes = {"x", "y", "z"};
    EXPECT_EQ(count_weights(dense), 5 * (2 + 1) + 3 * (5 + 1U));
}

TEST(Options, OutOfRangeAreNamedWithTheReason) {
    TrainOptions options;
    check(options);
    options.layers = 17;
    try {
        check(options);
        FAIL() << "17 layers";
    } catch (BadOption const& error) {
        EXPECT_EQ(error.key(), "network.layers");
        EXPECT_EQ(error.why(), "is out of range (1 to 16 expected)");
        EXPECT_STREQ(error.what(), "option network.layers is out of range (1 to 16 expected). Change it");
    }
}

TEST(Options, OfANetworkThatIsNoLstmHaveNoModelToStartFrom) {
    for (std::string const kind : {"dense", "deep_sets", "attention"}) {
        TrainOptions options;
        options.from = "parent.json";
        if (kind == "dense") options.variables = {"a"};
        if (kind != "dense") options.set.emplace().kind = kind == "attention" ? SetKind::attention : SetKind::deep_sets;
        if (options.set) options.set->embedding = {4};
        try {
            check(options);
            FAIL() << kind;
        } catch (BadOption const& error) {
            EXPECT_EQ(error.key(), "train.from");
            EXPECT_EQ(error.why(),
                      "has no use with network.kind " + kind +
                          " (only recurrent networks start from the weights of another model). Leave it out");
        }
    }
}

TEST(TrainingFailure, HasALikelyCause) {  // an event's weight, else an input, else the learning rate
    TrainingData data;
    data.weights = {1, -200}, data.inputs = {0, 2000};
    EXPECT_TRUE(test::says(likely_cause(data, 0.5), {"an event has 200 times the mean weight"}));
    data.weights = {1, 100};
    EXPECT_TRUE(test::says(likely_cause(data, 0.5), {"an input is 2e+03 standard deviations from its mean"}));
    data.inputs = {0, -3};
    EXPECT_TRUE(test::says(likely_cause(data, 0.5), {"diverges at the learning rate 0.5"}));
}

}  // namespace
}  // namespace jetseq::train
