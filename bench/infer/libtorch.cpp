#include "models/networks/libtorch.hpp"

#include <torch/script.h>

#include <algorithm>

#include "bench/infer/engine.hpp"
#include "models/networks/lstm_classifier.hpp"
#include "train/export/export_torchscript.hpp"
#include "train/torch/libtorch_scores.hpp"

extern "C" void openblas_set_num_threads(int) __attribute__((weak));  // defined if LibTorch's BLAS is OpenBLAS

namespace jetseq::bench {
namespace {

constexpr std::size_t slower = 40, slice = 50;  // slower than ours by about this factor: gets fewer events

torch::Tensor jets_of(JetSequence jets) {
    auto* const first = const_cast<float*>(&jets.data()->pt);  // from_blob() takes no const; the data are not changed
    return torch::from_blob(first, {static_cast<std::int64_t>(jets.size()), 4});
}

Engine module(Task const& task, std::string const& version) {
    std::string const name = "LibTorch " + version + ", nn::LSTM";
    std::vector<float> offset, scale;
    for (auto const& input : task.model.inputs) offset.push_back(input.offset), scale.push_back(input.scale);
    auto const one = [network = thawed(task.model), offset = torch::tensor(offset), scale = torch::tensor(scale),
                      &sequences = task.sequences](std::size_t first, std::size_t last, float* scores) mutable {
        torch::NoGradGuard const no_gradient;
        for (std::size_t n = first; n < last; ++n) {
            auto const jets = sequences[n].empty() ? torch::zeros({0, 4}) : jets_of(sequences[n]);
            PackedJets const packed{(jets + offset) * scale, torch::ones({jets.size(0)}, torch::kLong), 1};
            scores[n] = torch::sigmoid(network->forward(packed)).item<float>();
        }
    };
    auto const all = [&task](std::size_t, std::size_t, float* scores) {
        auto const result = train::libtorch_scores(task.model, task.sequences, data::all_indices(task.sequences));
        std::copy(result.begin(), result.end(), scores);
    };
    auto const load = [file = task.file] { return std::make_shared<LstmClassifier>(thawed(read_frozen_model(file))); };
    return {name,
            "libtorch_cpu",
            load,
            {{name, "one event", true, task.sequences.size() / slower, slice, one},
             {name, "batch of 4096, packed", false, task.sequences.size(), task.sequences.size(), all}}};
}

Engine script(Task const& task, std::string const& version) {
    std::string const name = "LibTorch " + version + ", TorchScript", file = task.folder + "/bench.pt";
    train::export_torchscript(task.model, file);
    auto const load = [file] { return std::make_shared<torch::jit::Module>(torch::jit::load(file)); };
    auto const one = [module = load(), &sequences = task.sequences](std::size_t first, std::size_t last,
                                                                    float* scores) {
        torch::NoGradGuard const no_gradient;
        for (std::size_t n = first; n < last; ++n) {
            auto const jets = sequences[n].empty() ? torch::zeros({0, 4}) : jets_of(sequences[n]);
            auto const lengths = torch::full({1}, jets.size(0), torch::kLong);
            scores[n] = module->forward({jets.unsqueeze(0), lengths}).toTensor().item<float>();
        }
    };
    return {name, "libtorch_cpu", load, {{name, "one event", true, task.sequences.size() / slower, slice, one}}};
}

}  // namespace

std::vector<Engine> libtorch_engines(Task const& task) {
    torch::set_num_threads(1);
    if (openblas_set_num_threads) openblas_set_num_threads(1);
    return {module(task, train::libtorch_version()), script(task, train::libtorch_version())};
}

}  // namespace jetseq::bench
