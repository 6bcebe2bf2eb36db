#include "jetseq/train/freeze.hpp"

#include <torch/version.h>

#include <algorithm>

#include "jetseq/models/frozen_names.hpp"
#include "jetseq/train/fused/layout.hpp"
#include "jetseq/train/room_for_blas.hpp"
#include "jetseq/train/torch_batch.hpp"
#include "jetseq/train/train.hpp"

namespace jetseq {
namespace {

constexpr std::size_t scoring_batch = 4096;  // [events]

/// Every length up to 32, then the powers of two up to 1024: canaries of all lengths up to some thousand would be
/// gigabytes.
bool is_length_of_a_canary(std::size_t length) {
    return length <= 32 || (length <= 1024 && (length & (length - 1)) == 0);
}

Sequences one_of_each_length(Sequences const& sequences) {
    std::size_t const longest = sequences.longest();
    std::vector<JetSequence> chosen(longest + 1);
    std::vector<bool> found(longest + 1, false);
    JetSequence last;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        std::size_t const length = sequences.length(n);
        if (!found[length]) found[length] = true, chosen[length] = sequences[n];
        if (length == longest) last = chosen[longest];
    }
    Sequences result;
    for (std::size_t length = 0; length <= longest; ++length) {
        if (!is_length_of_a_canary(length)) continue;
        result.add({}, Regime::none, found[length] ? chosen[length] : JetSequence{last.data(), length});
    }
    return result;
}

void add_canaries(FrozenModel& model, Sequences const& sequences) {
    auto const examples = one_of_each_length(sequences);
    auto const scores = libtorch_scores(model, examples, all_indices(examples));
    for (std::size_t n = 0; n < examples.size(); ++n) {
        model.canaries.push_back({{examples[n].begin(), examples[n].end()}, scores[n]});
    }
}

}  // namespace

FrozenModel freeze(std::vector<float> const& parameters, TrainOptions const& options,
                   Normalisation const& normalisation, Sequences const& sequences) {
    FrozenModel model;
    model.name = options.name;
    model.fold = options.fold;
    for (std::size_t k = 0; k < frozen::variables.size(); ++k) {
        model.inputs.push_back({frozen::variables[k], normalisation.offset[k], normalisation.scale[k]});
    }
    write_layers(parameters, {4, static_cast<std::size_t>(options.layers), static_cast<std::size_t>(options.cells)},
                 model);
    model.contract = {options.frame, sequences.selection.pt_min, sequences.selection.abs_eta_max, sequences.longest()};
    add_canaries(model, sequences);
    return model;
}

std::vector<float> libtorch_scores(FrozenModel const& model, Sequences const& sequences,
                                   std::vector<std::size_t> const& indices) {
    require_room_for_blas();
    torch::NoGradGuard const no_gradient;
    auto network = thawed(model);
    Normalisation normalisation;
    for (std::size_t k = 0; k < model.inputs.size(); ++k) {
        normalisation.offset[k] = model.inputs[k].offset, normalisation.scale[k] = model.inputs[k].scale;
    }
    auto const data = training_data(sequences, normalisation, model.contract.frame, 0);
    std::vector<float> by_event(sequences.size());
    for (auto const& batch : batches_by_length(sequences, indices, scoring_batch)) {
        auto const scores = torch::sigmoid(network->forward(torch_batch(data, batch, torch::kCPU).jets)).contiguous();
        for (std::size_t b = 0; b < batch.size(); ++b) by_event[batch[b]] = scores.data_ptr<float>()[b];
    }
    std::vector<float> wanted;
    for (std::size_t const n : indices) wanted.push_back(by_event[n]);
    return wanted;
}

std::string libtorch_version() { return TORCH_VERSION; }

}  // namespace jetseq
