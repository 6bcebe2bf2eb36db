#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "simulate/options/options.hpp"

namespace jetseq::simulate {

/// The progress of a simulation.
struct SimulateProgress {
    std::int64_t wanted = 0;   ///< events requested
    std::int64_t resumed = 0;  ///< events in chunks of an earlier run
    std::int64_t kept = 0;     ///< events so far, including `resumed`; in a result only those of finished chunks
    std::int64_t tried = 0;    ///< hard processes tried in this run, including those of other channels
};

/// The callbacks of a simulation: one call at a time, from any of its threads. Both may be empty.
struct SimulateWatch {
    std::function<void(SimulateProgress const&)> progress;  ///< after every few events of a thread
    std::function<bool()> stop_requested;  ///< true: finish the current events, discard unfinished chunks, return
};

/// The result of a simulation.
struct SimulateResult {
    bool finished = false;  ///< false: stopped; the same call resumes from the finished chunks
    int chunks = 0;         ///< number of chunks of the sample
    int chunks_done = 0;    ///< number of finished chunks
    SimulateProgress progress;
    std::int64_t jets = 0;  ///< jets in the file, if it is one of jets
};

/// Makes a sample and writes it to `path` by write_events() or write_jets(), rows shuffled, settings in the file's
/// attributes. Works in chunks, each with its own Pythia and seed: events depend on `options`, but not on the number of
/// threads. Finished chunks are kept in the folder `path`.parts until all are there; a call with the same options
/// resumes from them. Throws Error: a file at `path`, options out of range, chunks made with other options, Pythia that
/// can't start, a full disk.
SimulateResult simulate(SimulateOptions const& options, std::string const& path, SimulateWatch const& watch = {});

/// The folder of the finished chunks of `path`.
std::string parts_folder(std::string const& path);

}  // namespace jetseq::simulate
