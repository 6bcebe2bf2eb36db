#include <gtest/gtest.h>
#include <sys/resource.h>
#include <torch/script.h>

#include <csignal>

#include "core/error.hpp"
#include "core/io/read_file.hpp"
#include "infer/scorer.hpp"
#include "models/networks/joined_classifier.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"
#include "train/backends/joined_training.hpp"
#include "train/export/export_onnx.hpp"
#include "train/export/export_torchscript.hpp"

namespace jetseq::test {
namespace {

/// [B, T, 4] with rubbish behind each sequence, to show that padding is not looked at.
torch::Tensor padded(data::Sequences const& sequences) {
    auto const rows = static_cast<std::int64_t>(sequences.size());
    auto jets = torch::full({rows, static_cast<std::int64_t>(sequences.longest()), 4}, 777.0F);
    auto values = jets.accessor<float, 3>();
    for (std::int64_t n = 0; n < rows; ++n) {
        auto const sequence = sequences[static_cast<std::size_t>(n)];
        for (std::size_t t = 0; t < sequence.size(); ++t) {
            float const inputs[] = {sequence[t].pt, sequence[t].eta, sequence[t].phi, sequence[t].e};
            for (int k = 0; k < 4; ++k) values[n][static_cast<std::int64_t>(t)][k] = inputs[k];
        }
    }
    return jets;
}

torch::Tensor lengths(data::Sequences const& sequences) {
    std::vector<std::int64_t> values;
    for (std::size_t n = 0; n < sequences.size(); ++n) values.push_back(static_cast<std::int64_t>(sequences.length(n)));
    return torch::tensor(values);
}

TEST(TorchScriptExport, ScoresAsTheInferenceLibraryDoes) {
    TemporaryFolder const folder;
    for (auto const& model : {random_model(2, 25, 3), random_model(2, 25, 3, Frame::detector, {12, 20})}) {
        std::string const file = folder / "model.pt";
        train::export_torchscript(model, file);
        auto const sequences = toy_sequences(500, 4);
        auto module = torch::jit::load(file);
        auto const scores = module.forward({padded(sequences), lengths(sequences)}).toTensor();
        Classifier const classifier{model};
        Scorer score{classifier};
        for (std::size_t n = 0; n < sequences.size(); ++n) {
            EXPECT_NEAR(scores[static_cast<std::int64_t>(n)].item<float>(), score(sequences[n]), 1e-6);
        }
    }
}

/// A sequence of events as [B, T, F], with rubbish in the padding, and lengths.
PaddedJets padded(JoinedEvents const& events, std::size_t sequence) {
    auto const& columns = events.features[sequence];
    std::int64_t longest = 0;
    std::vector<std::int64_t> counts;
    for (std::size_t n = 0; n < events.size(); ++n) {
        counts.push_back(static_cast<std::int64_t>(events.length(sequence, n)));
        longest = std::max(longest, counts.back());
    }
    auto const rows = static_cast<std::int64_t>(events.size()), width = static_cast<std::int64_t>(columns.size());
    auto x = torch::full({rows, longest, width}, 777.0F);
    auto values = x.accessor<float, 3>();
    for (std::int64_t n = 0; n < rows; ++n) {
        std::uint64_t const first = events.offsets[sequence][static_cast<std::size_t>(n)];
        for (std::int64_t t = 0; t < counts[static_cast<std::size_t>(n)]; ++t) {
            for (std::int64_t k = 0; k < width; ++k) {
                values[n][t][k] = columns[static_cast<std::size_t>(k)][first + static_cast<std::size_t>(t)];
            }
        }
    }
    return {x, torch::tensor(counts)};
}

torch::Tensor standardised(torch::Tensor const& x, std::vector<InputVariable> const& inputs) {
    std::vector<float> offset, scale;
    for (auto const& input : inputs) offset.push_back(input.offset), scale.push_back(input.scale);
    return (x + torch::tensor(offset)) * torch::tensor(scale);
}

/// Two sets, of which the second passes attention.
FrozenModel attention_model() {
    auto model = joined_model(two_sets(), 5);
    auto& tracks = std::get<JoinedNetwork>(model.network).sequences[1];
    tracks.set->kind = SetKind::attention, tracks.set->width = 17, tracks.set->heads = 1, tracks.set->blocks = 2;
    tracks.most = 0;
    tracks.set_parameters.clear();
    Random random{3};
    train::add_initial(parameter_shapes(*tracks.set), random, tracks.set_parameters);
    return model;
}

TEST(TorchScriptExport, OfSequencesAndVariablesScoresAsLibTorchDoes) {
    TemporaryFolder const folder;
    auto sets = two_sets();
    sets.sequences[1].most = 0;  // the padded form takes what the network reads
    for (auto const& model : {joined_model(two_sequences(), 5), joined_model(sets, 5), attention_model()}) {
        auto const& network = std::get<JoinedNetwork>(model.network);
        JoinedEvents const events{model, 100, 6, 4};
        JoinedBatch batch;
        std::vector<torch::jit::IValue> arguments;
        for (std::size_t n = 0; n < 2; ++n) {
            auto const x = padded(events, n);
            batch.sequences.push_back({standardised(x.jets, network.sequences[n].features), x.lengths});
            arguments.insert(arguments.end(), {x.jets, x.lengths});
        }
        std::vector<torch::Tensor> columns;
        for (auto const& column : events.variables) columns.push_back(torch::tensor(column).slice(0, 0, 100));
        batch.variables = standardised(torch::stack(columns, 1), network.event);
        arguments.emplace_back(torch::stack(columns, 1));
        train::export_torchscript(model, folder / "model.pt");
        auto const found = torch::jit::load(folder / "model.pt").forward(arguments).toTensor();
        auto const expected =
            torch::sigmoid(joined_logits(network, torch::tensor(train::parameters_of(network)), batch));
        EXPECT_LT((found - expected).abs().max().item<float>(), 1e-6);
        EXPECT_GT((found.max() - found.min()).item<float>(), 0.05);
        if (model.needs_libtorch()) continue;
        std::vector<float> scores(events.size());
        Scorer{Classifier{model}}(events.batch(), scores.data());
        EXPECT_LT((found - torch::tensor(scores)).abs().max().item<float>(), 1e-6);
    }
}

TEST(OnnxExport, KeepsTheOldFileIfItCannotWrite) {
    TemporaryFolder const folder;
    std::string const file = folder / "model.onnx";
    train::export_onnx(random_model(1, 3, 1), file);
    auto const old = read_file(file);
    auto const before = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    rlimit const small{100, limit.rlim_max};  // bytes of any file, as on a full disk
    setrlimit(RLIMIT_FSIZE, &small);
    auto const message = message_of([&] { train::export_onnx(random_model(1, 5, 2), file); });
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, before);
    EXPECT_TRUE(says(message, {file})) << message;
    EXPECT_EQ(read_file(file), old);
}

TEST(OnnxExport, GivesTheSameBytesTwice) {
    TemporaryFolder const folder;
    auto const model = random_model(2, 5, 1);
    train::export_onnx(model, folder / "a.onnx");
    train::export_onnx(model, folder / "b.onnx");
    EXPECT_EQ(read_file(folder / "a.onnx"), read_file(folder / "b.onnx"));
}

}  // namespace
}  // namespace jetseq::test
