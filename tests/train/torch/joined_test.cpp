#include <gtest/gtest.h>

#include <cmath>

#include "models/networks/libtorch.hpp"
#include "tests/train/fused/random_events.hpp"
#include "train/fused/dropout_bits.hpp"
#include "train/fused/network.hpp"
#include "train/torch/torch_batch.hpp"

namespace jetseq::test {
namespace {

using torch::Tensor;

/// A network of JoinedSize in LibTorch's own operations, in double precision, one step after the other.
class JoinedOracle {
public:
    JoinedOracle(train::JoinedSize size, EventsToJoin const& events, std::vector<std::size_t> batch,
                 train::FusedStep const& step, std::vector<float> const& parameters)
        : size_{std::move(size)}, events_{events}, batch_{std::move(batch)}, step_{step} {
        parameters_ = torch::tensor(std::vector<double>(parameters.begin(), parameters.end()), torch::kFloat64);
        parameters_.requires_grad_(true);
    }

    /// The gradient of the summed loss.
    std::vector<double> gradient(bool dropout = true) {
        auto const logits = forward(dropout);
        auto const labels = of_batch(events_.labels), weights = of_batch(events_.weights);
        auto const loss =
            size_.loss != train::Loss::cross_entropy
                ? train::weighted_number_loss(logits.squeeze(1), {{}, labels, weights}, size_.loss, size_.delta)
                : train::weighted_loss(size_.outputs == 1 ? logits.squeeze(1) : logits, labels, weights);
        loss_ = loss.item<double>();
        loss.backward();
        return numbers(parameters_.grad());
    }

    std::vector<double> logits() { return numbers(forward(false)); }
    /// The summed loss of the last gradient.
    double loss() const { return loss_; }

private:
    static std::vector<double> numbers(Tensor const& tensor) {
        auto const flat = tensor.detach().contiguous().flatten();
        return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
    }

    Tensor of_batch(std::vector<float> const& list) const {
        std::vector<double> chosen;
        for (std::size_t const n : batch_) chosen.push_back(list[n]);
        return torch::tensor(chosen, torch::kFloat64);
    }

    Tensor take(std::vector<std::int64_t> const& shape) {
        std::int64_t count = 1;
        for (auto const side : shape) count *= side;
        next_ += count;
        return parameters_.narrow(0, next_ - count, count).reshape(shape);
    }

    /// The dropout mask [B, width]; `jets`: of each event.
    Tensor mask(std::uint32_t stream, std::size_t layer, std::vector<std::size_t> const& jets,
                std::size_t width) const {
        auto factors =
            torch::empty({static_cast<std::int64_t>(batch_.size()), static_cast<std::int64_t>(width)}, torch::kFloat64);
        auto const threshold = static_cast<std::uint32_t>(std::lround(65536 * step_.dropout));
        double* to = factors.data_ptr<double>();
        for (std::size_t b = 0; b < batch_.size(); ++b) {
            for (std::size_t k = 0; k < width; ++k) {
                auto const cell = static_cast<std::uint32_t>(k);
                auto const bits = train::fused::dropout_bits(
                    step_.seed, events_.hashes[batch_[b]], train::fused::in_stream(step_.epoch, stream),
                    static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(jets[b]),
                    cell / train::fused::cells_per_draw);
                *to++ = train::fused::bits_of_cell(bits, cell) < threshold ? 0 : 1 / (1 - step_.dropout);
            }
        }
        return factors;
    }

    /// The objects of a sequence [T, B, inputs], and whether they exist [T, B, 1].
    std::pair<Tensor, Tensor> objects(std::size_t s) const {
        std::size_t longest = 0;
        for (std::size_t const n : batch_) longest = std::max(longest, events_.length(s, n));
        auto const steps = static_cast<std::int64_t>(longest), events = static_cast<std::int64_t>(batch_.size());
        auto const inputs = static_cast<std::int64_t>(size_.sequences[s].inputs);
        auto x = torch::zeros({steps, events, inputs}, torch::kFloat64);
        auto exists = torch::zeros({steps, events, 1}, torch::kBool);
        for (std::int64_t b = 0; b < events; ++b) {
            std::size_t const n = batch_[static_cast<std::size_t>(b)];
            float const* from =
                events_.sequences[s].inputs.data() + events_.sequences[s].offsets[n] * size_.sequences[s].inputs;
            for (std::int64_t t = 0; t < static_cast<std::int64_t>(events_.length(s, n)); ++t) {
                exists[t][b][0] = true;
                for (std::int64_t k = 0; k < inputs; ++k) x[t][b][k] = static_cast<double>(*from++);
            }
        }
        return {x, exists};
    }

    /// The last state of sequence `s` [B, cells].
    Tensor last_state(std::size_t s, bool dropout) {
        auto const& size = size_.sequences[s];
        auto const cells = static_cast<std::int64_t>(size.cells), gates = size.gru ? 3 * cells : 4 * cells;
        auto const [x, exists] = objects(s);
        std::vector<Tensor> above;
        for (std::int64_t t = 0; t < x.size(0); ++t) above.push_back(x[t]);
        auto const nothing = torch::zeros({static_cast<std::int64_t>(batch_.size()), cells}, torch::kFloat64);
        Tensor last = nothing;
        for (std::size_t layer = 0; layer < size.layers; ++layer) {
            auto const w = take({gates, layer == 0 ? static_cast<std::int64_t>(size.inputs) : cells});
            auto const u = take({gates, cells}), b = take({gates});
            Tensor h = nothing, c = nothing;
            for (std::size_t t = 0; t < above.size(); ++t) {
                auto const [next, next_c] = size.gru ? gru(above[t], h, w, u, b) : lstm(above[t], h, c, w, u, b);
                auto const here = exists[static_cast<std::int64_t>(t)];
                h = torch::where(here, next, h), c = torch::where(here, next_c, c);
                std::vector<std::size_t> const jets(batch_.size(), t);
                above[t] = dropout ? h * mask(static_cast<std::uint32_t>(s), layer, jets, size.cells) : h;
            }
            last = h;
        }
        if (!dropout) return last;
        std::vector<std::size_t> jets;
        for (std::size_t const n : batch_) jets.push_back(std::max<std::size_t>(events_.length(s, n), 1) - 1);
        return last * mask(static_cast<std::uint32_t>(s), size.layers - 1, jets, size.cells);
    }

    static std::pair<Tensor, Tensor> lstm(Tensor const& x, Tensor const& h, Tensor const& c, Tensor const& w,
                                          Tensor const& u, Tensor const& b) {
        auto const z = (torch::matmul(x, w.t()) + torch::matmul(h, u.t()) + b).chunk(4, 1);
        auto const next = torch::sigmoid(z[1]) * c + torch::sigmoid(z[0]) * torch::tanh(z[2]);
        return {torch::sigmoid(z[3]) * torch::tanh(next), next};
    }

    static std::pair<Tensor, Tensor> gru(Tensor const& x, Tensor const& h, Tensor const& w, Tensor const& u,
                                         Tensor const& b) {
        auto const of_x = (torch::matmul(x, w.t()) + b).chunk(3, 1);
        auto const us = u.chunk(3, 0);
        auto const z = torch::sigmoid(of_x[0] + torch::matmul(h, us[0].t()));
        auto const r = torch::sigmoid(of_x[1] + torch::matmul(h, us[1].t()));
        auto const n = torch::tanh(of_x[2] + torch::matmul(r * h, us[2].t()));
        return {z * h + (1 - z) * n, h};
    }

    Tensor activated(Tensor const& z) const {
        switch (size_.activation) {
            case Activation::rectified:
                return torch::relu(z);
            case Activation::tanh:
                return torch::tanh(z);
            case Activation::sigmoid:
                return torch::sigmoid(z);
            default:
                return z;
        }
    }

    Tensor dense(Tensor const& x, std::size_t outputs) {
        auto const rows = static_cast<std::int64_t>(outputs);
        auto const w = take({rows, x.size(1)}), b = take({rows});
        return torch::matmul(x, w.t()) + b;
    }

    Tensor forward(bool dropout) {
        next_ = 0;
        dropout = dropout && step_.dropout > 0;
        std::vector<Tensor> joined;
        for (std::size_t s = 0; s < size_.sequences.size(); ++s) joined.push_back(last_state(s, dropout));
        std::vector<double> variables;
        for (std::size_t const n : batch_) {
            auto const* const row = events_.variables.data() + n * size_.variables;
            variables.insert(variables.end(), row, row + size_.variables);
        }
        joined.push_back(
            torch::tensor(variables, torch::kFloat64)
                .reshape({static_cast<std::int64_t>(batch_.size()), static_cast<std::int64_t>(size_.variables)}));
        auto x = torch::cat(joined, 1);
        for (std::size_t n = 0; n < size_.hidden.size(); ++n) {
            x = activated(dense(x, size_.hidden[n]));
            std::vector<std::size_t> const layer(batch_.size(), n);
            if (dropout) x = x * mask(train::fused::hidden_stream, 0, layer, size_.hidden[n]);
        }
        return dense(x, size_.outputs);
    }

    train::JoinedSize size_;
    EventsToJoin const& events_;
    std::vector<std::size_t> batch_;
    train::FusedStep step_;
    Tensor parameters_;
    std::int64_t next_ = 0;
    double loss_ = 0;
};

struct JoinedCase {
    char const* name;
    train::JoinedSize size;
    std::size_t longest = 5;
    std::vector<std::size_t> batches{70};
};

train::JoinedSize joined(std::vector<train::SequenceSize> sequences, std::size_t variables = 0,
                         std::vector<std::size_t> hidden = {}, Activation activation = Activation::rectified,
                         std::size_t outputs = 1) {
    train::JoinedSize size;
    size.sequences = std::move(sequences), size.variables = variables, size.hidden = std::move(hidden);
    size.activation = activation, size.outputs = outputs;
    return size;
}

std::vector<JoinedCase> cases() {
    std::vector<train::SequenceSize> const jets_and_tracks{{4, 2, 25}, {6, 1, 11}};
    std::vector<train::SequenceSize> const gru_and_lstm{{5, 2, 9, true}, {4, 1, 6}};
    std::vector<JoinedCase> all{
        {"tracks", joined({{15, 2, 64}}), 12},
        {"stated", train::NetworkSize{}},
        {"gru", joined({{4, 1, 25, true}}), 5, {1, 31, 70}},
        {"gru_of_two_layers", joined({{15, 2, 20, true}}), 7},
        {"gru_of_one_cell", joined({{1, 3, 1, true}})},
        {"variables_without_hidden", joined({{4, 1, 10}}, 5)},
        {"hidden_without_variables", joined({{4, 1, 10}}, 0, {7})},
        {"three_classes", joined(gru_and_lstm, 2, {10}, Activation::tanh, 3)},
        {"three_sequences", joined({{2, 1, 3, true}, {3, 2, 17, true}, {1, 1, 2}}, 1, {5, 33, 3})},
        {"few_objects", joined(jets_and_tracks, 3, {8}), 1, {1, 33, 70}},
        {"no_objects", joined(jets_and_tracks, 3, {8}), 0},
    };
    std::pair<char const*, Activation> const activations[]{{"linear", Activation::linear},
                                                           {"rectified", Activation::rectified},
                                                           {"tanh", Activation::tanh},
                                                           {"sigmoid", Activation::sigmoid}};
    std::tuple<char const*, train::Loss, double> const losses[]{{"squared", train::Loss::squared, 1},
                                                                {"absolute", train::Loss::absolute, 1},
                                                                {"huber", train::Loss::huber, 0.4},
                                                                {"huber_far", train::Loss::huber, 100}};
    for (auto const& [name, loss, delta] : losses) {
        auto size = joined(gru_and_lstm, 2, {10});
        size.loss = loss, size.delta = delta;
        all.push_back({name, size});
    }
    for (auto const& [name, activation] : activations) {
        all.push_back({name, joined(jets_and_tracks, 3, {32, 16}, activation)});
    }
    return all;
}

class JoinedGradient : public testing::TestWithParam<std::tuple<JoinedCase, double>> {};

TEST_P(JoinedGradient, IsLibTorchsInDoublePrecision) {
    auto const& [name, size, longest, batches] = std::get<0>(GetParam());
    train::FusedStep step;
    step.dropout = std::get<1>(GetParam()), step.seed = 7, step.epoch = 3;
    EventsToJoin const events{70, size, longest};
    auto const parameters = train::initial_parameters(size, 5);
    std::vector<float> const zeros(parameters.size(), 0.0F);
    for (std::size_t const count : batches) {
        auto batch = events.batch();
        batch.erase(batch.begin(), batch.end() - static_cast<std::ptrdiff_t>(count));
        JoinedOracle oracle{size, events, batch, step, parameters};
        auto const expected = oracle.gradient(), expected_logits = oracle.logits();
        double squares = 0;
        for (double const g : expected) squares += g * g;
        for (auto const* kernel : train::fused_kernels_of_this_machine()) {
            train::FusedNetwork network{size, 2, *kernel};
            network.restore(parameters, zeros, zeros, 0);
            auto const gradient = network.gradient(events.view(), batch, step);
            ASSERT_EQ(gradient.size(), expected.size());
            double difference = 0;
            for (std::size_t n = 0; n < expected.size(); ++n) {
                difference += (gradient[n] - expected[n]) * (gradient[n] - expected[n]);
            }
            EXPECT_LT(std::sqrt(difference / squares), 1e-5) << kernel->name << ", " << count << " events";
            RecordProperty(std::string{"relative_difference_"} + kernel->name,
                           std::to_string(std::sqrt(difference / squares) * 1e6) + "e-6");
            train::FusedNetwork learning{size, 2, *kernel};
            learning.restore(parameters, zeros, zeros, 0);
            double const loss = learning.learn(events.view(), batch, step);
            EXPECT_NEAR(loss, oracle.loss(), 1e-5 * std::fabs(oracle.loss()) + 1e-6) << kernel->name;
            auto const logits = network.logits(events.view(), batch);
            ASSERT_EQ(logits.size(), expected_logits.size());
            for (std::size_t n = 0; n < logits.size(); ++n) EXPECT_NEAR(logits[n], expected_logits[n], 2e-6);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Joined, JoinedGradient,
                         testing::Combine(testing::ValuesIn(cases()), testing::Values(0.0, 0.3)), [](auto const& test) {
                             return std::string{std::get<0>(test.param).name} +
                                    (std::get<1>(test.param) > 0 ? "_with_dropout" : "");
                         });

}  // namespace
}  // namespace jetseq::test
