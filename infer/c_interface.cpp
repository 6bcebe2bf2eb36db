#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "infer/input_binding.hpp"
#include "infer/jetseq.h"
#include "infer/scorer.hpp"

struct jetseq_classifier {
    jetseq::Classifier classifier;
};

struct jetseq_scorer {
    jetseq::Scorer score;
    std::vector<jetseq::SequenceColumns> sequences;  ///< of a call, one for each that the network reads
};

struct jetseq_binding {
    jetseq::InputBinding inputs;
    jetseq::EventIds ids = {nullptr, nullptr};
};

namespace {

thread_local std::string last_error;

/// Returns what `work` returns. If it throws, keeps the reason for jetseq_error() and returns `failed`.
template <class Work, class Result>
Result guarded(Work const& work, Result failed) noexcept {
    try {
        return work();
    } catch (std::exception const& error) {
        try {
            last_error = error.what();
        } catch (...) {
            last_error.clear();
        }
        return failed;
    }
}

jetseq::JetColumns columns(jetseq_columns const& jets) noexcept {
    return {jets.pt, jets.eta, jets.phi, jets.e, jets.stride};
}

/// Null if there is no such sequence.
jetseq::SequenceInput const* sequence_of(jetseq_classifier const* classifier, size_t sequence) noexcept {
    auto const all = classifier->classifier.sequences();
    return sequence < all.size() ? &all[sequence] : nullptr;
}

void score_inputs(jetseq_scorer& scorer, jetseq_inputs const& inputs, size_t events, float* to,
                  jetseq::Scorer::Output output) noexcept {
    auto& sequences = scorer.sequences;
    for (size_t n = 0; n < sequences.size(); ++n) {
        jetseq_objects const& from = inputs.sequences[n];
        sequences[n] = {{from.columns, from.stride}, from.offsets};
    }
    jetseq::VariableColumns const variables{inputs.variables, inputs.stride};
    jetseq::EventIds const ids{inputs.sample_ids, inputs.event_numbers};
    jetseq::SequenceColumns const* const none = nullptr;
    scorer.score({sequences.empty() ? none : sequences.data(), variables, events, ids}, to, output);
}

int score_bound(jetseq_scorer& scorer, jetseq_binding const& binding, size_t events, float* to,
                jetseq::Scorer::Output output) noexcept {
    return guarded([&] { return scorer.score(binding.inputs.batch(events, binding.ids), to, output), 0; }, 1);
}

}  // namespace

extern "C" {

jetseq_classifier* jetseq_load(char const* path) {
    jetseq_classifier* const none = nullptr;
    return guarded([&] { return new jetseq_classifier{jetseq::Classifier::load(path)}; }, none);
}

jetseq_scorer* jetseq_new_scorer(jetseq_classifier const* classifier) {
    jetseq_scorer* const none = nullptr;
    auto const made = [&] {
        std::vector<jetseq::SequenceColumns> sequences(classifier->classifier.sequences().size());
        return new jetseq_scorer{jetseq::Scorer{classifier->classifier}, std::move(sequences)};
    };
    return guarded(made, none);
}

float jetseq_score(jetseq_scorer* scorer, jetseq_columns jets, size_t count) {
    return scorer->score(columns(jets), count);
}

void jetseq_score_many(jetseq_scorer* scorer, jetseq_columns jets, uint64_t const* offsets, size_t events,
                       float* scores) {
    scorer->score({columns(jets), offsets, events}, scores);
}

float jetseq_score_of_event(jetseq_scorer* scorer, jetseq_columns jets, size_t count, int32_t sample_id,
                            uint64_t event_number) {
    return scorer->score(columns(jets), count, jetseq::EventId{sample_id, event_number});
}

void jetseq_score_of_events(jetseq_scorer* scorer, jetseq_columns jets, uint64_t const* offsets,
                            int32_t const* sample_ids, uint64_t const* event_numbers, size_t events, float* scores) {
    scorer->score({columns(jets), offsets, events, {sample_ids, event_numbers}}, scores);
}

int jetseq_check_jets(jetseq_classifier const* classifier, jetseq_columns jets, uint64_t const* offsets,
                      size_t events) {
    auto const check = [&] {
        std::vector<jetseq::Jet> copied;
        for (uint64_t n = offsets[0]; n < offsets[events]; ++n) {
            size_t const i = n * jets.stride;
            copied.push_back({jets.pt[i], jets.eta[i], jets.phi[i], jets.e[i]});
        }
        std::string const broken =
            jetseq::broken_contract(classifier->classifier.model().contract, copied, offsets, events);
        if (!broken.empty()) throw jetseq::Error{broken};
        return 0;
    };
    return guarded(check, 1);
}

size_t jetseq_classes(jetseq_classifier const* classifier) { return classifier->classifier.classes().size(); }

char const* jetseq_class_name(jetseq_classifier const* classifier, size_t label) {
    auto const& names = classifier->classifier.classes();
    return label < names.size() ? names[label].c_str() : nullptr;
}

void jetseq_probabilities(jetseq_scorer* scorer, jetseq_columns jets, uint64_t const* offsets, size_t events,
                          float* probabilities) {
    scorer->score({columns(jets), offsets, events}, probabilities, jetseq::Scorer::probabilities);
}

size_t jetseq_variables(jetseq_classifier const* classifier) { return classifier->classifier.variables().size(); }

char const* jetseq_variable_name(jetseq_classifier const* classifier, size_t variable) {
    auto const inputs = classifier->classifier.variables();
    return variable < inputs.size() ? inputs[variable].name.c_str() : nullptr;
}

size_t jetseq_sequences(jetseq_classifier const* classifier) { return classifier->classifier.sequences().size(); }

char const* jetseq_sequence_name(jetseq_classifier const* classifier, size_t sequence) {
    auto const* const found = sequence_of(classifier, sequence);
    return found ? found->name.c_str() : nullptr;
}

size_t jetseq_features(jetseq_classifier const* classifier, size_t sequence) {
    auto const* const found = sequence_of(classifier, sequence);
    return found ? found->features.size() : 0;
}

char const* jetseq_feature_name(jetseq_classifier const* classifier, size_t sequence, size_t feature) {
    auto const* const found = sequence_of(classifier, sequence);
    return found && feature < found->features.size() ? found->features[feature].name.c_str() : nullptr;
}

char const* jetseq_sequence_sort(jetseq_classifier const* classifier, size_t sequence) {
    auto const* const found = sequence_of(classifier, sequence);
    return found ? found->sort.c_str() : nullptr;
}

char const* jetseq_sequence_where(jetseq_classifier const* classifier, size_t sequence) {
    auto const* const found = sequence_of(classifier, sequence);
    return found ? found->where.c_str() : nullptr;
}

size_t jetseq_sequence_most(jetseq_classifier const* classifier, size_t sequence) {
    auto const* const found = sequence_of(classifier, sequence);
    return found ? found->most : 0;
}

void jetseq_score_inputs(jetseq_scorer* scorer, jetseq_inputs inputs, size_t events, float* scores) {
    score_inputs(*scorer, inputs, events, scores, jetseq::Scorer::score);
}

void jetseq_probabilities_of_inputs(jetseq_scorer* scorer, jetseq_inputs inputs, size_t events, float* probabilities) {
    score_inputs(*scorer, inputs, events, probabilities, jetseq::Scorer::probabilities);
}

void jetseq_score_variables(jetseq_scorer* scorer, float const* const* columns, size_t stride, size_t events,
                            float* scores) {
    scorer->score({jetseq::VariableColumns{columns, stride}, events}, scores);
}

void jetseq_probabilities_of_variables(jetseq_scorer* scorer, float const* const* columns, size_t stride, size_t events,
                                       float* probabilities) {
    scorer->score({jetseq::VariableColumns{columns, stride}, events}, probabilities, jetseq::Scorer::probabilities);
}

jetseq_binding* jetseq_bind(jetseq_classifier const* classifier) {
    return guarded([&] { return new jetseq_binding{jetseq::InputBinding{classifier->classifier}}; },
                   static_cast<jetseq_binding*>(nullptr));
}

int jetseq_bind_floats(jetseq_binding* binding, char const* sequence, char const* name, float const* values,
                       size_t stride) {
    return guarded([&] { return binding->inputs.bind(sequence, name, {values, stride}), 0; }, 1);
}

int jetseq_bind_doubles(jetseq_binding* binding, char const* sequence, char const* name, double const* values,
                        size_t stride) {
    return guarded([&] { return binding->inputs.bind(sequence, name, {values, stride}), 0; }, 1);
}

int jetseq_bind_offsets(jetseq_binding* binding, char const* sequence, uint64_t const* offsets) {
    return guarded([&] { return binding->inputs.bind_offsets(sequence, offsets), 0; }, 1);
}

void jetseq_bind_ids(jetseq_binding* binding, int32_t const* sample_ids, uint64_t const* event_numbers) {
    binding->ids = {sample_ids, event_numbers};
}

int jetseq_score_bound(jetseq_scorer* scorer, jetseq_binding const* binding, size_t events, float* scores) {
    return score_bound(*scorer, *binding, events, scores, jetseq::Scorer::score);
}

int jetseq_probabilities_bound(jetseq_scorer* scorer, jetseq_binding const* binding, size_t events,
                               float* probabilities) {
    return score_bound(*scorer, *binding, events, probabilities, jetseq::Scorer::probabilities);
}

size_t jetseq_folds(jetseq_classifier const* classifier) { return classifier->classifier.folds(); }

int jetseq_threshold(jetseq_classifier const* classifier, char const* name, float* threshold) {
    return guarded([&] { return *threshold = classifier->classifier.working_point(name).threshold, 0; }, 1);
}

char const* jetseq_error(void) { return last_error.c_str(); }

void jetseq_free_binding(jetseq_binding* binding) { delete binding; }

void jetseq_free_classifier(jetseq_classifier* classifier) { delete classifier; }

void jetseq_free_scorer(jetseq_scorer* scorer) { delete scorer; }
}
