#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/clock.hpp"
#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"

/// Engines with the same weights that take turns on the same events.
namespace jetseq::bench {

/// What every engine is given.
struct Task {
    FrozenModel model;
    std::string file;  ///< the frozen file of `model`
    Sequences sequences;
    std::string folder;  ///< for files in the formats of others
};

/// One way to call an engine: run(first, last, scores) fills scores[first] ... scores[last - 1].
struct Competitor {
    std::string engine;
    std::string call;    ///< "one event", "batch of 64", ...
    bool single;         ///< one event for each call
    std::size_t events;  ///< slow ones get fewer, the first of the task
    std::size_t slice;   ///< events of a run(): a millisecond or so where that can be, so that some stay undisturbed
    std::function<void(std::size_t first, std::size_t last, float* scores)> run;
    std::vector<double> fastest = {};  ///< seconds of each slice, of its best round
    std::vector<double> rounds = {};   ///< seconds of each round
    std::vector<float> scores = {};

    double minimum_ns() const;  ///< per event, each slice at its best
    double median_ns() const;   ///< per event, of the rounds
};

struct Engine {
    std::string name;
    std::string library;                          ///< part of the file name of its shared library
    std::function<std::shared_ptr<void>()> load;  ///< a classifier, made from its file
    std::vector<Competitor> competitors;
};

std::vector<Engine> our_engines(Task const& task);          ///< one for each instruction set, the fastest first
std::vector<Engine> libtorch_engines(Task const& task);     ///< `nn::LSTM` and TorchScript, one thread
std::vector<Engine> onnxruntime_engines(Task const& task);  ///< by its C interface, one thread
std::vector<Engine> lwtnn_engines(Task const& task);        ///< its graph and FastGraph<float>
std::vector<Engine> rtneural_engines(Task const& task);     ///< compiled for this network, for two instruction sets

/// All that were given to CMake, ours first.
std::vector<Engine> engines(Task const& task);

/// Lets all of them run in turn, `rounds` times after one round to warm up, and keeps time. `beside` is called in each
/// round too.
void compete(std::vector<Competitor*> const& competitors, int rounds, std::function<void()> const& beside);

}  // namespace jetseq::bench
