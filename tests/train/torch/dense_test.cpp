// Networks of variables of the event: the layers that parameters make, and LibTorch's steps on them.
#include <gtest/gtest.h>

#include <cmath>

#include "data/sequences/batches.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/toy_events.hpp"
#include "train/backends/dense_network.hpp"
#include "train/input/joined_inputs.hpp"
#include "train/torch/dense_backend.hpp"

namespace jetseq::test {
namespace {

/// Events with two variables of which the first tells the class.
data::Sequences with_variables(std::size_t count) {
    auto sequences = toy_sequences(count, 1);
    sequences.variables.names = {"a", "b"};
    for (std::size_t n = 0; n < count; ++n) {
        bool const vbf = sequences.events[n].production == Production::vbf;
        sequences.variables.values.push_back((vbf ? 3.0F : 1.0F) + 0.1F * static_cast<float>(n % 5));
        sequences.variables.values.push_back(static_cast<float>(n % 7));
    }
    return sequences;
}

train::TrainOptions dense_options(std::vector<std::int64_t> const& hidden) {
    train::TrainOptions options;
    options.variables = {"a", "b"}, options.hidden = hidden, options.dropout = 0, options.threads = 1;
    return options;
}

TEST(Dense, VariablesGetMeanZeroAndStandardDeviationOne) {
    auto sequences = with_variables(2);
    sequences.variables.values[0] = 1, sequences.variables.values[2] = 5;  // mean 3, standard deviation 2
    sequences.variables.values[1] = sequences.variables.values[3] = 4;     // standard deviation 0
    auto const inputs = train::variable_inputs(sequences, {0, 1}, {"a", "b"});
    EXPECT_EQ(inputs[0].offset, -3);
    EXPECT_EQ(inputs[0].scale, 0.5F);
    EXPECT_EQ(inputs[1].offset, -4);
    EXPECT_EQ(inputs[1].scale, 1);
    auto const message = message_of([&] { train::variable_inputs(sequences, {0, 1}, {"a", "c"}); });
    EXPECT_TRUE(says(message, {"the events hold the variables a, b", "a, c"}));
}

TEST(Dense, LayersTakeTheirParametersInOrder) {
    auto options = dense_options({3});
    options.classes = {"ggF", "VBF", "background"};
    std::vector<float> parameters;
    for (int n = 0; n < 2 * 3 + 3 + 3 * 3 + 3; ++n) parameters.push_back(static_cast<float>(n));
    auto const layers = dense_layers(parameters, options);
    ASSERT_EQ(layers.size(), 2);
    EXPECT_EQ(layers[0].w, (std::vector<float>{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(layers[0].b, (std::vector<float>{6, 7, 8}));
    EXPECT_EQ(layers[1].w.front(), 9);
    EXPECT_EQ(layers[1].b.back(), 20);
    EXPECT_EQ(layers[0].activation, Activation::rectified);
    EXPECT_EQ(layers[1].activation, Activation::softmax);
    EXPECT_EQ(initial_dense_parameters(options).size(), parameters.size());
}

struct DenseTraining {
    explicit DenseTraining(train::TrainOptions const& with) : options{with} {
        data = train::training_data(sequences, train::variable_inputs(sequences, all, options.variables), 0);
        backend = train::dense_backend(data, options);
        parameters = train::initial_dense_parameters(options);
        std::vector<float> const zeros(parameters.size(), 0.0F);
        backend->restore({parameters, zeros, zeros, 0});
    }

    train::TrainOptions options;
    data::Sequences const sequences = with_variables(64);
    std::vector<std::size_t> const all = data::all_indices(sequences);
    train::TrainingData data;
    std::vector<float> parameters;
    std::unique_ptr<train::Backend> backend;
};

/// Without hidden layers the gradient of w_k is the mean of (sigmoid(z) - y) x_k, and Adam's first step is rate x sign.
TEST(Dense, TakesTheFirstStepByHand) {
    DenseTraining training{dense_options({})};
    auto const& p = training.parameters;
    std::vector<double> gradient(3, 0.0);
    double loss = 0;
    for (std::size_t n = 0; n < 64; ++n) {
        float const* const x = training.data.inputs.data() + 2 * n;
        double const z = p[0] * x[0] + p[1] * x[1] + p[2], y = training.data.labels[n];
        double const dz = 1 / (1 + std::exp(-z)) - y;
        gradient[0] += dz * x[0] / 64, gradient[1] += dz * x[1] / 64, gradient[2] += dz / 64;
        loss += std::log1p(std::exp(z)) - y * z;
    }
    EXPECT_NEAR(training.backend->learn(training.all, 0.01, 1), loss, 1e-4);
    auto const after = training.backend->state();
    EXPECT_EQ(after.steps, 1);
    for (std::size_t k = 0; k < 3; ++k) {
        EXPECT_NEAR(after.moment1[k], 0.1 * gradient[k], 1e-6);
        EXPECT_NEAR(after.parameters[k], p[k] - 0.01 * (gradient[k] > 0 ? 1 : -1), 1e-5);
    }
}

TEST(Dense, ResumesToTheSameBits) {
    auto options = dense_options({8, 4});
    options.dropout = 0.3;
    DenseTraining whole{options}, other{options};
    for (int step = 0; step < 3; ++step) whole.backend->learn(whole.all, 0.01, 1);
    auto const stand = whole.backend->state();
    other.backend->restore(stand);
    for (int step = 0; step < 3; ++step) {
        EXPECT_EQ(whole.backend->learn(whole.all, 0.01, 1), other.backend->learn(other.all, 0.01, 1));
    }
    EXPECT_EQ(whole.backend->state().parameters, other.backend->state().parameters);
    EXPECT_NE(whole.backend->state().parameters, stand.parameters);
}

TEST(Dense, LearnsWhatTellsTheClasses) {
    DenseTraining training{dense_options({8})};
    double const before = training.backend->learn(training.all, 0.02, 1);
    double after = before;
    for (int step = 0; step < 100; ++step) after = training.backend->learn(training.all, 0.02, 1);
    EXPECT_LT(after, 0.3 * before);
}

}  // namespace
}  // namespace jetseq::test
