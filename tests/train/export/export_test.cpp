#include <gtest/gtest.h>
#include <sys/resource.h>
#include <torch/script.h>

#include <csignal>

#include "core/error.hpp"
#include "core/io/read_file.hpp"
#include "infer/scorer.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"
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
