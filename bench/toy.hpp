#pragma once
#include <cstddef>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::bench {

/// Events with 0 to 12 jets, 3.5 on average (Poisson), the same each time, without physics content.
data::Sequences toy_sequences(std::size_t events);

/// Two LSTM layers of `cells` cells and one output, with random weights.
FrozenModel random_model(std::size_t cells);

}  // namespace jetseq::bench
