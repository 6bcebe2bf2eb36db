#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace jetseq::evaluate {

/// The objects of one kind of many events, as a network reads them by names: those of event n are rows offsets[n] ...
/// offsets[n + 1] - 1.
struct InputObjects {
    std::string name;
    std::vector<std::string> features;
    bool is_sorted = false;  ///< by a feature
    std::vector<std::uint64_t> offsets = {0};
    std::vector<float> values;  ///< [offsets.back(), features]

    std::size_t events() const noexcept { return offsets.size() - 1; }
    std::size_t width() const noexcept { return features.size(); }
    float const* row(std::size_t n) const noexcept { return values.data() + n * width(); }
    /// Adds an event with `count` objects [count, features].
    void add(float const* objects, std::size_t count) {
        values.insert(values.end(), objects, objects + count * width());
        offsets.push_back(offsets.back() + count);
    }
};

/// What a network reads of many events by names.
struct EventInputs {
    std::vector<InputObjects> sequences;
    std::vector<std::string> variables;
    std::vector<float> values;  ///< [events, variables]
};

/// A change of what a network reads.
struct InputChange {
    std::string name;
    std::function<EventInputs(EventInputs const&)> apply;
};

/// Each feature and each variable of the event 5 % larger and 5 % smaller, and 5 % of the objects of each kind lost.
/// These are sensitivities: what a feature means, and how well it is known, is not known here.
std::vector<InputChange> input_changes(EventInputs const& inputs);

/// The order of objects reversed, of each kind that is sorted.
std::vector<InputChange> reversed_orders(EventInputs const& inputs);

}  // namespace jetseq::evaluate
