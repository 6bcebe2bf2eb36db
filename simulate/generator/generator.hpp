#pragma once
#include <memory>
#include <string>

#include "simulate/generator/event_source.hpp"

namespace jetseq::simulate {

/// One silent Pythia that makes events of one recipe, or showers those of an LHE file; one per thread.
/// Its construction costs about as much as a hundred events.
class Generator : public EventSource {
public:
    /// `seed`: 1 to 900000000. `range` is for recipes with an LHE file.
    /// Throws Error: an unknown setting, or settings that don't go together.
    Generator(Recipe const& recipe, int seed, InputRange const& range = {});
    ~Generator() override;
    Generator(Generator const&) = delete;
    Generator& operator=(Generator const&) = delete;

    /// The next event of the requested channel, or of the range; events of a file that can't be showered are skipped.
    /// Throws Error if Pythia fails repeatedly.
    std::optional<ParticleEvent> next() override;
    std::int64_t tried() const noexcept override;
    CrossSection cross_section() const override;

private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

/// The version of Pythia, such as "8.318".
std::string pythia_version();

}  // namespace jetseq::simulate
