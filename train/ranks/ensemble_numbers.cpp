#include "train/ranks/ensemble_numbers.hpp"

#include "models/frozen/frozen_ensemble.hpp"

namespace jetseq::train {
namespace {

/// Indices of the events that use network `fold`.
std::vector<std::size_t> events_for(std::size_t fold, std::size_t folds, View<EventInfo> events,
                                    TrainingSamples const& samples) {
    std::vector<std::size_t> own;
    for (std::size_t n = 0; n < events.size(); ++n) {
        EventId const id = id_of(events[n]);
        if (!samples.may_hold(id.sample_id) || fold_of(id, folds) == fold) own.push_back(n);
    }
    return own;
}

}  // namespace

std::vector<float> ensemble_numbers(std::vector<FrozenModel> const& networks, View<EventInfo> events, std::size_t width,
                                    NumbersOf const& numbers_of) {
    TrainingSamples const samples{networks};
    std::vector<double> sums(events.size() * width, 0);
    for (std::size_t fold = 0; fold < networks.size(); ++fold) {
        auto const own = events_for(fold, networks.size(), events, samples);
        auto const found = numbers_of(networks[fold], own);
        for (std::size_t k = 0; k < found.size(); ++k) {
            sums[own[k / width] * width + k % width] += static_cast<double>(found[k]);
        }
    }
    std::vector<float> numbers(sums.size());
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        bool const is_mean = !samples.may_hold(events[k / width].sample_id);
        numbers[k] = static_cast<float>(sums[k] / static_cast<double>(is_mean ? networks.size() : 1));
    }
    return numbers;
}

}  // namespace jetseq::train
