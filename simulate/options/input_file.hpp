#pragma once
#include <cstdint>
#include <string>

namespace jetseq::simulate {

/// The kind of file that events are read from.
enum class InputKind {
    none,  ///< no file: Pythia makes the events
    lhe,   ///< hard processes, which Pythia showers; also gzipped
    hepmc  ///< particles, in HepMC3's text format
};

/// The number of events in the file, at most `most`. Throws Error: no such file, another format, no events, a file that
/// is cut short before `most` whole events.
std::int64_t events_in(std::string const& path, InputKind kind, std::int64_t most);

}  // namespace jetseq::simulate
