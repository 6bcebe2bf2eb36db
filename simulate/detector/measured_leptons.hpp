#pragma once
#include <vector>

#include "core/math/random.hpp"
#include "event/objects.hpp"
#include "simulate/options/options.hpp"
#include "simulate/generator/particles.hpp"

namespace jetseq::simulate {

/// Adds to each lepton the photons within 0.1 of it, except those of pile-up, and removes them from `particles`.
void dress(std::vector<PromptLepton>& leptons, std::vector<Particle>& particles);

struct MeasuredLeptons {
    std::vector<Lepton> leptons;  ///< in falling pt
    FourVector lost_electrons;    ///< summed momentum of lost electrons, which still leave energy [GeV]
};

/// Acceptance, efficiency and resolution as described at Detector.
MeasuredLeptons measure(std::vector<PromptLepton> const& dressed, DetectorOptions const& options, Random& random);

}  // namespace jetseq::simulate
