#pragma once
#include <cstdint>
#include <memory>

#include "jetseq/simulate/particles.hpp"
#include "jetseq/simulate/recipe.hpp"

namespace jetseq {

/// With its statistical error [pb].
struct CrossSection {
    double value = 0;
    double error = 0;
};

/// One Pythia, silent, making events of one recipe; one per thread.
/// Making it costs about as much as a hundred events.
class Generator {
public:
    /// `seed`: 1 to 900000000. Throws Error: an unknown setting, or settings that don't go together.
    Generator(Recipe const& recipe, int seed);
    ~Generator();
    Generator(Generator const&) = delete;
    Generator& operator=(Generator const&) = delete;

    /// The next event of the channel asked for. Throws Error where Pythia fails time after time.
    ParticleEvent next();

    /// How many hard processes it has looked at so far, those of other channels included.
    std::int64_t tried() const noexcept;

    /// What Pythia has estimated so far: of the channel asked for, above pt_hat_min. Meaningless for narrow resonances.
    CrossSection cross_section() const;

private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

/// Such as "8.318".
std::string pythia_version();

}  // namespace jetseq
