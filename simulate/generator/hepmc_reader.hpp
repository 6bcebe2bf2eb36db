#pragma once
#include <memory>
#include <string>

#include "simulate/generator/event_source.hpp"

namespace jetseq::simulate {

/// Reads the particles of another generator's events from a text file of HepMC3.
class HepmcReader : public EventSource {
public:
    HepmcReader(std::string const& path, InputRange const& range);
    ~HepmcReader() override;

    std::optional<ParticleEvent> next() override;
    std::int64_t tried() const noexcept override;
    CrossSection cross_section() const override;

private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace jetseq::simulate
