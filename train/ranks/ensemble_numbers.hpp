#pragma once
#include <cstddef>
#include <functional>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::train {

/// The outputs of one network for events, `width` numbers each, [events, width].
using NumbersOf = std::function<std::vector<float>(FrozenModel const& network, std::vector<std::size_t> const& events)>;

/// The outputs [events, width] of an ensemble, as Scorer computes them for events with ids: for an event of a sample
/// that the training has read those of the network of its fold, for any other the mean over `networks`. For engines
/// other than Scorer.
std::vector<float> ensemble_numbers(std::vector<FrozenModel> const& networks, View<EventInfo> events, std::size_t width,
                                    NumbersOf const& numbers_of);

}  // namespace jetseq::train
