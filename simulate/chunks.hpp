#pragma once
#include <string>
#include <vector>

#include "data/events/event_file.hpp"
#include "event/event.hpp"
#include "simulate/event_source.hpp"
#include "simulate/options.hpp"

namespace jetseq {

/// Which part of a sample a chunk is.
struct Chunk {
    int index;
    std::uint64_t first_event;  ///< its first event number; of an input file the place of its first event
    int events;                 ///< how many
    int pythia_seed;            ///< 1 to 900000000, no other chunk of the sample has it
    std::uint64_t detector_seed;
};

/// The chunks of a sample, in order.
std::vector<Chunk> chunks(SimulateOptions const& options);

/// Everything the events depend on, as attributes of their file.
Attributes attributes(SimulateOptions const& options);

/// The folder of finished chunks. HDF5 may not be made for threads: one call at a time, the caller sees to that.
class ChunkFolder {
public:
    /// Throws Error if `folder` is a link, or a file.
    ChunkFolder(std::string folder, Attributes attributes);

    /// False: not finished. Throws Error where it was made with other options, or is a link.
    bool has(Chunk const& chunk) const;
    void write(Chunk const& chunk, std::vector<Event> const& events, CrossSection const& cross_section) const;
    std::vector<Event> read(Chunk const& chunk) const;
    CrossSection cross_section(Chunk const& chunk) const;  ///< what write() was given
    void remove(std::vector<Chunk> const& chunks) const;   ///< and the folder, if nothing else is in it

private:
    std::string path(Chunk const& chunk) const;

    std::string folder_;
    Attributes attributes_;
};

}  // namespace jetseq
