#pragma once
#include "bench/infer/engine.hpp"

namespace jetseq::bench {

/// The resources of an engine, apart from time.
struct Cost {
    std::string engine;
    double load_ms;      ///< from the model's file to a classifier that is ready; the library is already in memory
    double library_kb;   ///< mapped size of its shared library's file: about the size of the stripped file
    double resident_kb;  ///< per classifier, for many classifiers
    double allocations;  ///< calls of malloc and similar functions per event, scoring single events
};
Cost cost_of(Engine const& engine);

}  // namespace jetseq::bench
