#include "train/torch/libtorch_scores.hpp"

#include <torch/version.h>

#include <algorithm>
#include <functional>

#include "data/sequences/variables.hpp"
#include "models/frozen/canaries.hpp"
#include "models/networks/activated.hpp"
#include "train/backends/joined_training.hpp"
#include "train/backends/room_for_blas.hpp"
#include "train/input/joined_inputs.hpp"
#include "train/torch/torch_batch.hpp"

namespace jetseq::train {
namespace {

constexpr std::size_t scoring_batch = 4096;  // [events]

/// Probabilities [B, classes] from logits [B] of a sigmoid or [B, classes] of a softmax.
torch::Tensor probabilities_of(torch::Tensor const& logits) {
    if (logits.dim() == 2) return torch::softmax(logits, 1);
    auto const vbf = torch::sigmoid(logits);
    return torch::stack({1 - vbf, vbf}, 1);
}

/// Logits [B, outputs], or [B] of one output, from the inputs of layer `first`.
torch::Tensor logits_behind(View<DenseLayer> layers, std::size_t first, torch::Tensor x) {
    for (std::size_t n = first; n < layers.size(); ++n) {
        if (n > first) x = activated(layers[n - 1].activation, x);
        auto const outputs = static_cast<std::int64_t>(layers[n].outputs);
        x = torch::matmul(x, torch::tensor(layers[n].w).view({outputs, -1}).t()) + torch::tensor(layers[n].b);
    }
    return x.size(1) == 1 ? x.squeeze(1) : x;
}

/// Probabilities [indices, classes] by a network of variables.
std::vector<float> probabilities_by_variables(FrozenModel const& model, data::Sequences const& sequences,
                                              std::vector<std::size_t> const& indices) {
    auto const names = names_of(model.inputs);
    auto const places = data::places_of(names, sequences.variables);
    auto const width = static_cast<std::int64_t>(names.size());
    auto x = torch::empty({static_cast<std::int64_t>(indices.size()), width});
    float* to = x.data_ptr<float>();
    for (std::size_t const n : indices) {
        for (std::size_t k = 0; k < names.size(); ++k) {
            *to++ = (sequences.variables.row(n)[places[k]] + model.inputs[k].offset) * model.inputs[k].scale;
        }
    }
    auto const found = probabilities_of(logits_behind(model.dense_layers(), 0, x)).contiguous();
    return {found.data_ptr<float>(), found.data_ptr<float>() + found.numel()};
}

/// Logits of a batch by a network of jets of any kind.
using LogitsOf = std::function<torch::Tensor(TrainingData const& data, data::Batch const& batch)>;

LogitsOf logits_by(FrozenModel const& model) {
    if (auto const* const joined = std::get_if<JoinedNetwork>(&model.network)) {
        return [network = *joined, parameters = torch::tensor(parameters_of(*joined))](TrainingData const& data,
                                                                                       data::Batch const& batch) {
            return joined_logits(network, parameters, joined_batch(data, batch));
        };
    }
    if (auto const* const set = std::get_if<SetNetwork>(&model.network)) {
        return [network = *set, parameters = torch::tensor(set->parameters)](TrainingData const& data,
                                                                             data::Batch const& batch) {
            return set_logits(network, parameters, padded_batch(data, batch));
        };
    }
    auto first = model;
    first.dense().resize(1);
    return [network = thawed(first), layers = std::get<RecurrentNetwork>(model.network).dense](
               TrainingData const& data, data::Batch const& batch) mutable {
        auto x = network->forward(TorchData{data, torch::kCPU}.batch(batch).jets);
        if (layers.size() == 1) return x;
        if (x.dim() == 1) x = x.unsqueeze(1);
        return logits_behind(layers, 1, activated(layers[0].activation, x));
    };
}

/// The inputs of a network of jets.
TrainingData inputs_of(FrozenModel const& model, data::Sequences const& sequences) {
    if (auto const* const joined = std::get_if<JoinedNetwork>(&model.network)) {
        return training_data(sequences, *joined, 0);
    }
    data::Normalisation normalisation;
    for (std::size_t k = 0; k < model.inputs.size(); ++k) {
        normalisation.offset[k] = model.inputs[k].offset, normalisation.scale[k] = model.inputs[k].scale;
    }
    return training_data(sequences, normalisation, model.contract.frame, 0);
}

}  // namespace

std::vector<float> libtorch_probabilities(FrozenModel const& model, data::Sequences const& sequences,
                                          std::vector<std::size_t> const& indices) {
    require_room_for_blas();
    torch::NoGradGuard const no_gradient;
    if (model.takes_variables()) return probabilities_by_variables(model, sequences, indices);
    auto const data = inputs_of(model, sequences);
    std::size_t const classes = model.classes.size();
    auto const logits_of = logits_by(model);
    std::vector<float> by_event(sequences.size() * classes), wanted;
    for (auto const& batch : data::batches_by_length(sequences, indices, scoring_batch)) {
        auto const logits = logits_of(data, batch);
        auto const found = (model.finds_number() ? logits : probabilities_of(logits)).contiguous();
        for (std::size_t b = 0; b < batch.size(); ++b) {
            std::copy_n(found.data_ptr<float>() + b * classes, classes, &by_event[batch[b] * classes]);
        }
    }
    for (std::size_t const n : indices)
        wanted.insert(wanted.end(), &by_event[n * classes], &by_event[n * classes] + classes);
    return wanted;
}

std::vector<float> libtorch_scores(FrozenModel const& model, data::Sequences const& sequences,
                                   std::vector<std::size_t> const& indices) {
    auto const found = libtorch_probabilities(model, sequences, indices);
    std::vector<float> scores;
    for (std::size_t n = 0; n < indices.size(); ++n)
        scores.push_back(found[n * model.classes.size() + model.place_of_score()]);
    return scores;
}

void check_canaries_by_libtorch(FrozenModel const& model) {
    constexpr float tolerance = 1e-5F;  // for other processors or versions of LibTorch, which sum in another order
    auto const examples = events_of_canaries(model);
    auto const found = libtorch_probabilities(model, examples, data::all_indices(examples));
    check_canaries(model, found, "", [](std::size_t, float missed_by) -> std::string {
        if (missed_by <= tolerance) return "";
        return "(the weights are not those that were trained). Freeze the model again";
    });
}

data::Sequences events_of_canaries(FrozenModel const& model) {
    data::Sequences examples;
    if (model.takes_variables()) examples.variables.names = names_of(model.inputs);
    if (auto const* const joined = std::get_if<JoinedNetwork>(&model.network)) {
        auto const choice = choice_of(*joined);
        examples.variables.names = choice.variables;
        for (auto const& of_objects : choice.objects) examples.objects.emplace_back().choice = of_objects;
    }
    for (auto const& canary : model.canaries) {
        examples.add({}, Regime::none, canary.jets);
        examples.variables.values.append(canary.variables.data(), canary.variables.size());
        for (std::size_t k = 0; k < examples.objects.size(); ++k) {
            auto& list = examples.objects[k];
            list.add(canary.sequences[k].data(), canary.sequences[k].size() / list.width());
        }
    }
    return examples;
}

std::string libtorch_version() { return TORCH_VERSION; }

}  // namespace jetseq::train
