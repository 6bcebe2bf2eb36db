#include "train/backends/cuda_scores.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/error.hpp"
#include "data/sequences/normalisation.hpp"
#include "models/frozen/canaries.hpp"
#include "train/cuda/networks.hpp"
#include "train/cuda/scorer.hpp"
#include "train/ranks/ensemble_numbers.hpp"

namespace jetseq::train {
namespace {

constexpr std::size_t events_at_once = std::size_t{1} << 22;  // some hundred MB on the host
constexpr std::size_t chunk = std::size_t{1} << 19;           // events on the GPU: one chunk is copied, one computed
constexpr float canary_tolerance = 1e-5F;

[[noreturn]] void refuse(FrozenModel const& model, std::string const& why) {
    throw Error{"device cuda can't score " + model.name + " (" + why + "). Use the CPU"};
}

/// Throws Error if the kernel can't compute the network.
NetworkSize size_of(FrozenModel const& model) {
    if (std::holds_alternative<SetNetwork>(model.network)) refuse(model, "it is a network over sets of jets");
    if (model.takes_variables()) refuse(model, "it is a network of variables");
    if (model.takes_sequences()) refuse(model, "it reads objects by their names");
    auto const lstm = model.lstm_layers();
    auto const dense = model.dense_layers();
    if (dense.size() != 1) refuse(model, "it has " + std::to_string(dense.size()) + " dense layers, not 1");
    for (auto const& layer : lstm) {
        if (layer.cells != lstm.front().cells) refuse(model, "its LSTM layers differ in size");
    }
    auto const last = dense.back().activation;
    if (last != Activation::sigmoid && last != Activation::softmax) refuse(model, "its output is not a probability");
    return {model.inputs.size(), lstm.size(), lstm.front().cells, dense.back().outputs};
}

/// Probabilities of all classes from the logits of one event; for a sigmoid those of ggF and VBF.
void to_probabilities(float const* logits, std::size_t outputs, float* to) {
    if (outputs == 1) {
        to[1] = static_cast<float>(1 / (1 + std::exp(-static_cast<double>(logits[0]))));
        to[0] = 1 - to[1];
        return;
    }
    double const top = static_cast<double>(*std::max_element(logits, logits + outputs));
    double sum = 0;
    for (std::size_t k = 0; k < outputs; ++k) sum += std::exp(static_cast<double>(logits[k]) - top);
    for (std::size_t k = 0; k < outputs; ++k) {
        to[k] = static_cast<float>(std::exp(static_cast<double>(logits[k]) - top) / sum);
    }
}

/// Events first ... first + count - 1 as the network sees them.
struct Inputs {
    Inputs(FrozenModel const& model, data::Sequences const& sequences, std::size_t first, std::size_t count) {
        for (std::size_t n = first; n < first + count; ++n) {
            for (Jet const& seen : sequences[n]) {
                Jet const jet = FrameChange{model.contract.frame, sequences[n][0]}(seen);
                float const raw[4] = {jet.pt, jet.eta, jet.phi, jet.e};
                for (std::size_t k = 0; k < 4; ++k) {
                    values.push_back((raw[k] + model.inputs[k].offset) * model.inputs[k].scale);
                }
            }
            offsets.push_back(values.size() / 4);
        }
    }

    FusedEvents view() const { return {values.data(), offsets.data(), nullptr, nullptr, nullptr}; }

    std::vector<float> values;
    std::vector<std::uint64_t> offsets{0};
};

std::vector<float> probabilities_by(FrozenModel const& model, LogitsOf const& logits_of, std::size_t outputs,
                                    data::Sequences const& sequences) {
    std::size_t const classes = model.classes.size();
    std::vector<float> all(sequences.size() * classes), logits;
    for (std::size_t first = 0; first < sequences.size(); first += events_at_once) {
        std::size_t const count = std::min(events_at_once, sequences.size() - first);
        Inputs const inputs{model, sequences, first, count};
        logits.resize(count * outputs);
        logits_of(inputs.view(), count, logits.data());
        for (std::size_t n = 0; n < count; ++n) {
            to_probabilities(&logits[n * outputs], outputs, &all[(first + n) * classes]);
        }
    }
    return all;
}

void require_same_canaries(FrozenModel const& model, LogitsOf const& logits_of, std::size_t outputs) {
    data::Sequences examples;
    for (auto const& canary : model.canaries) {
        examples.add({}, Regime::none, {canary.jets.data(), canary.jets.size()});
    }
    auto const found = probabilities_by(model, logits_of, outputs, examples);
    check_canaries(model, found, "device cuda: " + model.name + ": ", [](std::size_t, float missed_by) -> std::string {
        return missed_by <= canary_tolerance ? "" : "there (its scores are not those of the CPU). Use the CPU";
    });
}

/// The Logits of one network, whose canaries agree.
std::vector<float> probabilities_of(FrozenModel const& model, data::Sequences const& sequences,
                                    MakeLogits const& make) {
    auto const size = size_of(model);
    auto const logits_of = make(size, parameters_of(model));
    require_same_canaries(model, logits_of, size.outputs);
    return probabilities_by(model, logits_of, size.outputs, sequences);
}

}  // namespace

void require_cuda() {
    if (!cuda_device_name().empty()) return;
    throw Error{
        "device cuda is not there (this build has no CUDA, or sees no GPU). Use the CPU, or build with "
        "-DJETSEQ_CUDA=ON on a machine that has one"};
}

LogitsOf cuda_logits(NetworkSize const& size, std::vector<float> const& parameters) {
    if (!cuda_device_name().empty() && !CudaNetworks::serves(size)) {
        throw Error{"device cuda: the network is too large for a block's shared memory (" +
                    std::to_string(size.layers) + " layers of " + std::to_string(size.cells) + " cells). Use the CPU"};
    }
    auto const scorer = std::make_shared<CudaScorer>(size, parameters, chunk);
    return [scorer](FusedEvents const& events, std::size_t count, float* to) { scorer->logits(events, count, to); };
}

std::vector<float> cuda_probabilities(FrozenEnsemble const& ensemble, data::Sequences const& sequences,
                                      MakeLogits const& make) {
    auto const& networks = ensemble.networks;
    if (networks.size() == 1) return probabilities_of(networks.front(), sequences, make);
    auto const by_one = [&](FrozenModel const& network, std::vector<std::size_t> const& events) {
        return probabilities_of(network, data::reordered(sequences, events), make);
    };
    return ensemble_numbers(networks, sequences.events, networks.front().classes.size(), by_one);
}

}  // namespace jetseq::train
