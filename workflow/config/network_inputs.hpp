#pragma once
#include <map>
#include <string>

#include "data/events/names.hpp"
#include "workflow/config/config.hpp"

namespace jetseq::workflow {

/// A feature x enters a network as (x + offset) * scale.
struct Scaling {
    float offset = 0, scale = 1;

    friend bool operator==(Scaling const& a, Scaling const& b) { return a.offset == b.offset && a.scale == b.scale; }
};

/// What a network reads by names.
struct NetworkInputs {
    data::EventChoice choice;
    /// Of the features and variables that the configuration scales, by "tracks.d0" and "event.met"; others are scaled
    /// by the mean and the standard deviation of the training part.
    std::map<std::string, Scaling> scalings = {};
    /// Where the configuration has a feature, a variable or an order: "a.yaml:3: key 'inputs.tracks.features'".
    std::map<std::string, std::string> places = {};
};

/// Reads `inputs`: the lists of objects with their features, and `event`; empty if the configuration has none. An entry
/// {name, missing, as, flag, clip, normalise} becomes an expression (core/expression), its text the name of the
/// feature; with `flag` a second feature follows. Throws Error.
NetworkInputs inputs_of(Config& config);

}  // namespace jetseq::workflow
