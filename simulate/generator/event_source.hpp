#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "simulate/generator/particles.hpp"
#include "simulate/generator/recipe.hpp"

namespace jetseq::simulate {

/// A cross-section with its statistical error [pb]. 0: unknown.
struct CrossSection {
    double value = 0;
    double error = 0;
};

/// A part of an input file: `count` events from number `first` on.
struct InputRange {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// A source of particles: Pythia, or a file. One per thread.
class EventSource {
public:
    virtual ~EventSource() = default;

    /// The next event; nothing at the end of the input. Throws Error if it can't continue.
    virtual std::optional<ParticleEvent> next() = 0;

    /// The number of events tried so far: hard processes, including those of other channels, or events of a file.
    virtual std::int64_t tried() const noexcept = 0;

    /// The present estimate for the requested channel. Meaningless for narrow resonances that Pythia makes.
    virtual CrossSection cross_section() const = 0;
};

/// `range` is for recipes with an input file, `seed` (1 to 900000000) for those that need Pythia. Throws Error.
std::unique_ptr<EventSource> event_source(Recipe const& recipe, int seed, InputRange const& range);

}  // namespace jetseq::simulate
