#pragma once
#include <cstdint>
#include <string>

namespace jetseq {

/// What kind of file events are read from.
enum class InputKind {
    none,  ///< Pythia makes them
    lhe,   ///< hard processes, which Pythia showers; also gzipped
    hepmc  ///< particles, in HepMC3's text format
};

/// How many events are in the file, at most `most`. Throws Error: no such file, another format, no events, a file that
/// is cut short before there are `most` whole ones.
std::int64_t events_in(std::string const& path, InputKind kind, std::int64_t most);

}  // namespace jetseq
