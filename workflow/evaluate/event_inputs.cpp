#include "workflow/evaluate/event_inputs.hpp"

#include <algorithm>

#include "core/parallel/parallel_for.hpp"
#include "infer/scorer.hpp"
#include "workflow/models/model_inputs.hpp"

namespace jetseq::workflow {
namespace {

constexpr std::size_t events_of_batch = 4096;

/// A network's view of the events `inputs`, of some of them at a time.
struct InputColumns {
    std::vector<std::vector<float const*>> of_objects;
    std::vector<SequenceColumns> sequences;
    std::vector<float const*> variables;

    InputColumns(evaluate::EventInputs const& inputs, std::size_t first) {
        for (auto const& objects : inputs.sequences) {
            auto& columns = of_objects.emplace_back();
            for (std::size_t k = 0; k < objects.width(); ++k) columns.push_back(objects.values.data() + k);
        }
        for (std::size_t s = 0; s < of_objects.size(); ++s) {
            auto const& objects = inputs.sequences[s];
            sequences.push_back({{of_objects[s].data(), objects.width()}, objects.offsets.data() + first});
        }
        std::size_t const width = inputs.variables.size();
        for (std::size_t k = 0; k < width; ++k) variables.push_back(inputs.values.data() + first * width + k);
    }
};

}  // namespace

evaluate::EventInputs event_inputs(FrozenModel const& model, data::Sequences const& sequences) {
    auto const own = read_by(model, sequences);
    evaluate::EventInputs inputs;
    for (auto const& list : own.objects) {
        inputs.sequences.push_back({list.choice.name,
                                    list.choice.features,
                                    !list.choice.sort.empty(),
                                    {list.offsets.begin(), list.offsets.end()},
                                    {list.values.data(), list.values.data() + list.values.size()}});
    }
    inputs.variables = own.variables.names;
    inputs.values.assign(own.variables.values.data(), own.variables.values.data() + own.variables.values.size());
    return inputs;
}

std::vector<float> scores_of(Classifier const& classifier, evaluate::EventInputs const& inputs, EventIds ids) {
    std::size_t const events = inputs.sequences.front().events();
    std::vector<float> scores(events);
    parallel_for((events + events_of_batch - 1) / events_of_batch, thread_count(0), [&](std::size_t batch) {
        std::size_t const first = batch * events_of_batch, count = std::min(events_of_batch, events - first);
        InputColumns const columns{inputs, first};
        Scorer score{classifier};
        EventIds const who = ids.sample_id ? EventIds{ids.sample_id + first, ids.event_number + first} : EventIds{};
        VariableColumns const variables{columns.variables.data(), std::max<std::size_t>(1, columns.variables.size())};
        score({columns.sequences.data(), variables, count, who}, scores.data() + first);
    });
    return scores;
}

}  // namespace jetseq::workflow
