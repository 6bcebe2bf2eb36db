#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "bench/train/peer.hpp"
#include "data/sequences/batches.hpp"
#include "data/sequences/sequences.hpp"
#include "train/fused/layout.hpp"

/// The parts of bench_train; each returns a part of the report.
namespace jetseq::bench {

struct Options {
    int rounds = 5;            ///< for speed; 0: leave it out
    int threads = 2;           ///< speed on 1 ... threads
    int seeds = 5;             ///< for the learning curves; 0: leave them out
    int epochs = 12;           ///< of each curve
    int jobs = 2;              ///< runs of the whole job; 0: leave it out
    double threshold = 0.475;  ///< validation loss to be reached
    std::string data = "data/sample/sequences_1000_2lep.h5";
    std::string config = "configs/vbf_rnn.yaml";
    std::string python;        ///< Python with torch and numpy; empty: no PyTorch
    std::string other_worker;  ///< bench_train_worker built with another LibTorch; empty: none
    std::string stock_blas;    ///< folder of Debian's own BLAS; empty: not measured
    std::string json, markdown;
};

/// A data set, as written for the trainers.
struct DataSet {
    std::string name, folder;
    train::NetworkSize size;
    std::vector<std::uint64_t> offsets, train, validation;  ///< offsets of jets, then indices of events
    std::vector<float> labels, weights;
    double flat_kb() const;  ///< size of the trainers' input
    std::size_t length(std::uint64_t event) const { return offsets[event + 1] - offsets[event]; }
};

/// Writes `from` (a sequence file, "toy" or "tracks") to `folder`.
DataSet data_set(std::string const& name, std::string const& from, std::string const& folder);

/// One way to train.
struct Contestant {
    Words command;  ///< the last word is the folder of the data
    Words settings;
    int threads;
};

/// Ours first, its fastest instruction set first.
std::vector<Contestant> contestants(Options const& options, train::NetworkSize const& size);

/// Multiply-adds of a step on these events: forward pass, and twice as many backward (for weights and inputs), except
/// for the gradient of the first layer's inputs, which is not needed. The first jet has no recurrent product.
double multiply_adds(DataSet const& data, std::vector<std::uint64_t> const& events);

Json speed(Options const& options, DataSet const& data);
Json curves(Options const& options, DataSet const& data, data::Sequences const& sequences);
Json whole_job(Options const& options, DataSet const& data);

/// The report as Markdown.
std::string training_page(Json const& report);

}  // namespace jetseq::bench
