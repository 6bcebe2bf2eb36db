#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "simulate/particles.hpp"
#include "simulate/recipe.hpp"

namespace jetseq {

/// With its statistical error [pb]. 0: not known.
struct CrossSection {
    double value = 0;
    double error = 0;
};

/// A part of an input file: `count` events after the first `first`.
struct InputRange {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// Where particles come from: Pythia, or a file. One per thread.
class EventSource {
public:
    virtual ~EventSource() = default;

    /// The next event; none where the input has ended. Throws Error where it can't go on.
    virtual std::optional<ParticleEvent> next() = 0;

    /// How many events it has looked at so far: hard processes, those of other channels included, or events of a file.
    virtual std::int64_t tried() const noexcept = 0;

    /// What is known so far of that of the channel asked for. Meaningless for narrow resonances that Pythia makes.
    virtual CrossSection cross_section() const = 0;
};

/// `range` is for recipes with an input file, `seed` (1 to 900000000) for those that need Pythia. Throws Error.
std::unique_ptr<EventSource> event_source(Recipe const& recipe, int seed, InputRange const& range);

}  // namespace jetseq
