#pragma once
#include "bench/infer/engine.hpp"

namespace jetseq::bench {

/// What an engine takes beside time.
struct Cost {
    std::string engine;
    double load_ms;      ///< from the model's file to a classifier that is ready; the library is in memory before
    double library_kb;   ///< what is mapped of its shared library's file: about its size once stripped
    double resident_kb;  ///< for each classifier, of many
    double allocations;  ///< calls of malloc and its kin per event, event by event
};
Cost cost_of(Engine const& engine);

}  // namespace jetseq::bench
