#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "event/frame.hpp"

namespace jetseq::data {

/// Standardises the inputs (pt, eta, phi, e) to mean 0 and standard deviation 1: (x + offset) * scale, as in lwtnn.
struct Normalisation {
    std::array<float, 4> offset{0, 0, 0, 0};  ///< minus the mean [GeV, 1, rad, GeV]
    std::array<float, 4> scale{1, 1, 1, 1};   ///< 1 / standard deviation; 1 if all values are equal
};

/// From mean and standard deviation of the jets of the events `indices` (the training part only) in `frame`; each jet
/// counts once, whatever the weight of its event. Without jets: offset 0, scale 1.
Normalisation normalisation_of(Sequences const& sequences, std::vector<std::size_t> const& indices, Frame frame);

}  // namespace jetseq::data
