#include "evaluate/studies/input_changes.hpp"

#include <algorithm>
#include <utility>

#include "core/math/random.hpp"

namespace jetseq::evaluate {
namespace {

constexpr std::uint64_t seed_of_losses = 1;
constexpr double lost_fraction = 0.05;

std::string percent_of(float factor) { return factor > 1 ? " +5 %" : " -5 %"; }

/// `values` [rows, width] with column k times `factor`.
void scale_column(std::vector<float>& values, std::size_t width, std::size_t k, float factor) {
    for (std::size_t i = k; i < values.size(); i += width) values[i] *= factor;
}

InputChange scaled_feature(EventInputs const& inputs, std::size_t s, std::size_t k, float factor) {
    auto const& objects = inputs.sequences[s];
    return {objects.features[k] + " of " + objects.name + percent_of(factor), [s, k, factor](EventInputs changed) {
                auto& of_changed = changed.sequences[s];
                scale_column(of_changed.values, of_changed.width(), k, factor);
                return changed;
            }};
}

InputChange scaled_variable(EventInputs const& inputs, std::size_t k, float factor) {
    return {inputs.variables[k] + percent_of(factor), [k, factor](EventInputs changed) {
                scale_column(changed.values, changed.variables.size(), k, factor);
                return changed;
            }};
}

/// The same kind of objects without any.
InputObjects emptied(InputObjects const& objects) {
    return {objects.name, objects.features, objects.is_sorted, {0}, {}};
}

/// Objects lost at random; what an event loses depends on the event only.
InputObjects some_lost(InputObjects const& objects) {
    InputObjects kept = emptied(objects);
    std::vector<float> of_event;
    for (std::size_t n = 0; n < objects.events(); ++n) {
        Random random{seed_of_losses, n};
        of_event.clear();
        for (auto i = objects.offsets[n]; i < objects.offsets[n + 1]; ++i) {
            if (random.uniform() < lost_fraction) continue;
            of_event.insert(of_event.end(), objects.row(i), objects.row(i) + objects.width());
        }
        kept.add(of_event.data(), of_event.size() / objects.width());
    }
    return kept;
}

InputObjects reversed(InputObjects const& objects) {
    InputObjects result = objects;
    for (std::size_t n = 0; n < objects.events(); ++n) {
        auto const first = objects.offsets[n], end = objects.offsets[n + 1];
        for (auto i = first; i < end; ++i) {
            std::copy_n(objects.row(i), objects.width(), result.values.data() + (first + end - 1 - i) * result.width());
        }
    }
    return result;
}

/// Changes the objects of kind `s` by `change`.
InputChange changed_objects(std::string name, std::size_t s, InputObjects (*change)(InputObjects const&)) {
    return {std::move(name), [s, change](EventInputs changed) {
                changed.sequences[s] = change(changed.sequences[s]);
                return changed;
            }};
}

}  // namespace

std::vector<InputChange> input_changes(EventInputs const& inputs) {
    std::vector<InputChange> changes;
    for (std::size_t s = 0; s < inputs.sequences.size(); ++s) {
        for (std::size_t k = 0; k < inputs.sequences[s].width(); ++k) {
            for (float const factor : {1.05F, 0.95F}) changes.push_back(scaled_feature(inputs, s, k, factor));
        }
    }
    for (std::size_t k = 0; k < inputs.variables.size(); ++k) {
        for (float const factor : {1.05F, 0.95F}) changes.push_back(scaled_variable(inputs, k, factor));
    }
    for (std::size_t s = 0; s < inputs.sequences.size(); ++s) {
        changes.push_back(changed_objects("5 % of " + inputs.sequences[s].name + " lost", s, some_lost));
    }
    return changes;
}

std::vector<InputChange> reversed_orders(EventInputs const& inputs) {
    std::vector<InputChange> changes;
    for (std::size_t s = 0; s < inputs.sequences.size(); ++s) {
        auto const& objects = inputs.sequences[s];
        if (objects.is_sorted) changes.push_back(changed_objects(objects.name + " in reversed order", s, reversed));
    }
    return changes;
}

}  // namespace jetseq::evaluate
