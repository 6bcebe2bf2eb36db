#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "simulate/options.hpp"

namespace jetseq {

/// How far a simulation is.
struct SimulateProgress {
    std::int64_t wanted = 0;   ///< events asked for
    std::int64_t resumed = 0;  ///< events of finished chunks that were there already
    std::int64_t kept = 0;     ///< events so far, `resumed` included; in a result those of finished chunks only
    std::int64_t tried = 0;    ///< hard processes looked at in this run, those of other channels included
};

/// What a simulation calls while it runs: one call at a time, from any of its threads. Either may be empty.
struct SimulateWatch {
    std::function<void(SimulateProgress const&)> progress;  ///< after every few events of a thread
    std::function<bool()> stop_requested;  ///< true: finish the present events, discard unfinished chunks, return
};

/// What became of it.
struct SimulateResult {
    bool finished = false;  ///< false: stopped; the same call again goes on from the finished chunks
    int chunks = 0;         ///< how many the sample has
    int chunks_done = 0;    ///< how many of them are finished
    SimulateProgress progress;
};

/// Makes a sample and writes it to `path` by write_events(), rows shuffled, settings in the file's attributes.
/// Works in chunks, each with a Pythia and a seed of its own: events depend on `options`, never on the number of
/// threads. Finished chunks stand in the folder `path`.parts until all are there; a call with the same options goes on
/// from them. Throws Error: a file at `path`, options out of range, chunks made with other options, Pythia that can't
/// start, a full disk.
SimulateResult simulate(SimulateOptions const& options, std::string const& path, SimulateWatch const& watch = {});

/// The folder where the finished chunks of `path` stand.
std::string parts_folder(std::string const& path);

}  // namespace jetseq
