#pragma once
#include <cstddef>
#include <functional>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq {

/// What one network gives events: `width` numbers each, [events, width].
using NumbersOf = std::function<std::vector<float>(FrozenModel const& network, std::vector<std::size_t> const& events)>;

/// [events, width] as Scorer gives them where it is told which events they are: of an event whose sample the training
/// has read by the network of its fold, of any other the mean over `networks`. For engines other than Scorer.
std::vector<float> ensemble_numbers(std::vector<FrozenModel> const& networks, View<EventInfo> events, std::size_t width,
                                    NumbersOf const& numbers_of);

}  // namespace jetseq
