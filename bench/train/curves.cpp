#include <cmath>
#include <cstdio>
#include <memory>

#include "bench/train/npy.hpp"
#include "bench/train/train_bench.hpp"
#include "evaluate/metrics/roc.hpp"
#include "train/fused/layout.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t batch_size = 512, validation_batch = 4096;

std::vector<std::uint64_t> in_a_row(std::vector<data::Batch> const& batches) {
    std::vector<std::uint64_t> events;
    for (auto const& batch : batches) events.insert(events.end(), batch.begin(), batch.end());
    return events;
}

/// Loss and AUC of logits of the events in `order`, as `jetseq train` writes them to metrics.csv.
Json judged(DataSet const& data, std::vector<std::uint64_t> const& order, std::vector<float> const& logits) {
    std::vector<float> scores, weights;
    std::vector<std::int8_t> labels;
    double loss = 0;
    for (std::size_t n = 0; n < order.size(); ++n) {
        double const z = logits.at(n), y = data.labels[order[n]], w = data.weights[order[n]];
        loss += w * (std::max(z, 0.0) + std::log1p(std::exp(-std::fabs(z))) - y * z);
        scores.push_back(static_cast<float>(1 / (1 + std::exp(-z))));
        labels.push_back(y > 0 ? 1 : 0), weights.push_back(static_cast<float>(w));
    }
    return {{"validation_loss", loss / static_cast<double>(order.size())},
            {"validation_auc", evaluate::auc({scores, labels, weights}).value}};
}

/// Validation events, grouped by length.
std::vector<std::uint64_t> validation_order(DataSet const& data, data::Sequences const& sequences) {
    data::Batch const part(data.validation.begin(), data.validation.end());
    return in_a_row(data::batches_by_length(sequences, part, validation_batch));
}

/// One epoch of training and validation; times are added to those of `before`.
Json epoch(Peer& peer, DataSet const& data, std::vector<std::uint64_t> const& validation, Json const& before,
           std::size_t batches, int number) {
    auto const spent = peer.ask("learn " + data.folder + "/epoch" + std::to_string(number) + ".npy 0 " +
                                std::to_string(batches) + ' ' + std::to_string(number));
    auto const checked = peer.ask("score " + data.folder + "/validation_order.npy " + data.folder + "/logits.npy");
    auto result = judged(data, validation, read_npy<float>(data.folder + "/logits.npy"));
    for (char const* const time : {"processor", "clock"}) {
        result[time] = spent[time].get<double>() + checked[time].get<double>() + before.value(time, 0.0);
    }
    return result;
}

/// Writes the batches of all epochs of one seed, and the initial parameters.
std::size_t write_epochs(Options const& options, DataSet const& data, data::Sequences const& sequences, int seed) {
    data::Batch const part(data.train.begin(), data.train.end());
    std::size_t batches = 0;
    for (int number = 1; number <= options.epochs; ++number) {
        auto const drawn = data::random_batches(sequences, part, batch_size, static_cast<std::uint64_t>(seed),
                                                static_cast<std::uint64_t>(number));
        batches = drawn.size();
        write_npy(data.folder + "/epoch" + std::to_string(number) + ".npy", in_a_row(drawn));
    }
    write_npy(data.folder + "/initial.npy", train::initial_parameters(data.size, static_cast<std::uint64_t>(seed)));
    return batches;
}

std::vector<Contestant> learners(Options const& options) {
    Words const one_thread{"OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1"};
    std::vector<Contestant> all{{{JETSEQ_WORKER, "fused", "1"}, one_thread, 1},
                                {{JETSEQ_WORKER, "backend", "1"}, one_thread, 1}};
    if (!options.python.empty()) all.push_back({{options.python, JETSEQ_PYTORCH, "packed", "1"}, one_thread, 1});
    return all;
}

}  // namespace

Json curves(Options const& options, DataSet const& data, data::Sequences const& sequences) {
    auto const validation = validation_order(data, sequences);
    write_npy(data.folder + "/validation_order.npy", validation);
    std::vector<std::unique_ptr<Peer>> peers;
    Json all = Json::array();
    for (auto const& one : learners(options)) {
        auto command = one.command;
        command.push_back(data.folder);
        peers.push_back(std::make_unique<Peer>(command, one.settings));
        all.push_back({{"trainer", peers.back()->hello()["name"]}, {"seeds", Json::array()}});
    }
    for (int seed = 1; seed <= options.seeds; ++seed) {
        std::fprintf(stderr, "\rcurves: seed %d of %d", seed, options.seeds);
        std::size_t const batches = write_epochs(options, data, sequences, seed);
        for (std::size_t n = 0; n < peers.size(); ++n) {
            peers[n]->ask("start " + data.folder + "/initial.npy 0.3 " + std::to_string(seed));
            Json epochs = Json::array();
            for (int number = 1; number <= options.epochs; ++number) {
                epochs.push_back(epoch(*peers[n], data, validation, epochs.empty() ? Json::object() : epochs.back(),
                                       batches, number));
            }
            all[n]["seeds"].push_back(epochs);
        }
    }
    std::fprintf(stderr, "\n");
    return {{"threshold", options.threshold}, {"epochs", options.epochs}, {"trainers", all}};
}

}  // namespace jetseq::bench
