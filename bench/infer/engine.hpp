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

/// The input of every engine.
struct Task {
    FrozenModel model;
    std::string file;  ///< the frozen file of `model`
    data::Sequences sequences;
    std::string folder;  ///< for files in the formats of other engines
};

/// One way to call an engine: run(first, last, scores) fills scores[first] ... scores[last - 1].
struct Competitor {
    std::string engine;
    std::string call;    ///< "one event", "batch of 64", ...
    bool single;         ///< one event per call
    std::size_t events;  ///< slow engines get fewer: the first events of the task
    std::size_t slice;   ///< events of a run(): about a millisecond if possible, so that some slices run undisturbed
    std::function<void(std::size_t first, std::size_t last, float* scores)> run;
    std::vector<double> fastest = {};  ///< seconds of each slice, in its best round
    std::vector<double> rounds = {};   ///< seconds of each round
    std::vector<float> scores = {};

    double minimum_ns() const;  ///< per event, with the best round of each slice
    double median_ns() const;   ///< per event, median of the rounds
};

struct Engine {
    std::string name;
    std::string library;                          ///< part of the file name of its shared library
    std::function<std::shared_ptr<void>()> load;  ///< makes a classifier from its file
    std::vector<Competitor> competitors;
};

std::vector<Engine> our_engines(Task const& task);          ///< one per instruction set, the fastest first
std::vector<Engine> libtorch_engines(Task const& task);     ///< `nn::LSTM` and TorchScript, one thread
std::vector<Engine> onnxruntime_engines(Task const& task);  ///< with its C interface, one thread
std::vector<Engine> lwtnn_engines(Task const& task);        ///< its graph and FastGraph<float>
std::vector<Engine> rtneural_engines(Task const& task);     ///< compiled for this network, for two instruction sets

/// All engines that CMake was configured with, ours first.
std::vector<Engine> engines(Task const& task);

/// Runs all competitors in turn, one warm-up round and `rounds` rounds that count, and takes their times. `beside` is
/// also called in each round.
void compete(std::vector<Competitor*> const& competitors, int rounds, std::function<void()> const& beside);

}  // namespace jetseq::bench
