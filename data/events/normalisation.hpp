#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "event/frame.hpp"

namespace jetseq {

/// Brings the inputs (pt, eta, phi, e) to mean 0 and standard deviation 1: (x + offset) * scale, as lwtnn writes it.
struct Normalisation {
    std::array<float, 4> offset{0, 0, 0, 0};  ///< minus the mean [GeV, 1, rad, GeV]
    std::array<float, 4> scale{1, 1, 1, 1};   ///< 1 / standard deviation; 1 where all values are the same
};

/// Mean and spread of the jets of the events `indices` (the training part, never more) as seen in `frame`;
/// each jet counts once, whatever its event's weight. No jets at all: offset 0, scale 1.
Normalisation normalisation_of(Sequences const& sequences, std::vector<std::size_t> const& indices, Frame frame);

}  // namespace jetseq
