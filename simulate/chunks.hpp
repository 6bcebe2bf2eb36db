#pragma once
#include <string>
#include <vector>

#include "data/events/event_file.hpp"
#include "event/event.hpp"
#include "simulate/generator/event_source.hpp"
#include "simulate/jets/labelled_jets.hpp"
#include "simulate/options/options.hpp"

namespace jetseq::simulate {

/// A part of a sample.
struct Chunk {
    int index;
    std::uint64_t first_event;  ///< its first event number; for an input file the index of its first event
    int events;                 ///< number of events
    int pythia_seed;            ///< 1 to 900000000, different for each chunk of the sample
    std::uint64_t detector_seed;
};

/// The chunks of a sample, in order.
std::vector<Chunk> chunks(SimulateOptions const& options);

/// Everything that the events depend on, as attributes of their file.
data::Attributes attributes(SimulateOptions const& options);

/// The folder of finished chunks. HDF5 may not be thread-safe: the caller makes one call at a time.
class ChunkFolder {
public:
    /// Throws Error if `folder` is a link, or a file.
    ChunkFolder(std::string folder, data::Attributes attributes);

    /// Whether the chunk is finished. Throws Error if it was made with other options, or is a link.
    bool has(Chunk const& chunk) const;
    void write(Chunk const& chunk, std::vector<Event> const& events, CrossSection const& cross_section) const;
    void write(Chunk const& chunk, JetSample const& jets, CrossSection const& cross_section) const;
    std::vector<Event> read(Chunk const& chunk) const;
    JetSample read_jets(Chunk const& chunk) const;         ///< with its sum of weights
    CrossSection cross_section(Chunk const& chunk) const;  ///< as given to write()
    void remove(std::vector<Chunk> const& chunks) const;   ///< and the folder, if nothing else is in it

private:
    std::string path(Chunk const& chunk) const;
    data::Attributes attributes_with(CrossSection const& cross_section) const;

    std::string folder_;
    data::Attributes attributes_;
};

}  // namespace jetseq::simulate
