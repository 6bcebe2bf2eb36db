#pragma once
#include <string>
#include <vector>

#include "event/event.hpp"
#include "simulate/options/input_file.hpp"
#include "simulate/options/options.hpp"

namespace jetseq::simulate {

/// How Pythia makes one sample.
struct Recipe {
    std::vector<std::string> pythia_settings;  ///< all but the seed, in the order they are read
    int hadronic_bosons;  ///< required number of V -> qq decays; other events are vetoed early, before the showers
    InputKind input_kind = InputKind::none;
    std::string input = {};  ///< the file of `input_kind`
    EventInfo info;          ///< common to all events of the sample: sample_id, production, mass, spin, leptons
};

/// Throws Error if `options` don't pass check().
Recipe recipe(SimulateOptions const& options);

/// Inelastic collisions, diffraction included, as overlaid by Pileup.
Recipe minimum_bias_recipe();

}  // namespace jetseq::simulate
