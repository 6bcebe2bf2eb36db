#pragma once
#include <string>
#include <vector>

#include "event/event.hpp"
#include "simulate/input_file.hpp"
#include "simulate/options.hpp"

namespace jetseq {

/// How Pythia makes one sample.
struct Recipe {
    std::vector<std::string> pythia_settings;  ///< all of them but the seed, in the order they are read
    int hadronic_bosons;  ///< V -> qq decays an event must have; others are vetoed before the showers, nearly free
    InputKind input_kind = InputKind::none;
    std::string input = {};  ///< the file of `input_kind`
    EventInfo info;          ///< what all events of the sample share: sample_id, production, mass, spin, leptons
};

/// Throws Error where `options` don't pass check().
Recipe recipe(SimulateOptions const& options);

}  // namespace jetseq
