#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <numeric>

#include "bench/limit.hpp"
#include "bench/train/npy.hpp"
#include "bench/train/train_bench.hpp"
#include "core/error.hpp"
#include "train/fused/network.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t batch_size = 512, slice = 4;  // events; batches that are timed together
constexpr std::size_t compared = 8;                 // batches without dropout that all trainers must agree on
constexpr double longest_round = 1;                 // [s], about; slow trainers get only the first batches
constexpr double tolerance = 1e-4;                  // relative, of losses: float, other order of summation

/// A running contestant.
struct Entrant {
    std::unique_ptr<Peer> peer;
    int threads;
    std::size_t batches;
    std::vector<double> processor, clock;  // seconds of each slice, in its best round
    std::vector<double> processor_rounds = {}, clock_rounds = {};
    double loss = 0;

    Entrant(Contestant const& one, DataSet const& data, std::size_t all) : threads{one.threads}, batches{all} {
        auto command = one.command;
        command.push_back(data.folder);
        peer = std::make_unique<Peer>(command, one.settings);
        processor.assign((batches + slice - 1) / slice, 1e30), clock = processor;
    }
};

std::string learn(DataSet const& data, std::size_t first, std::size_t last, int epoch) {
    return "learn " + data.folder + "/epoch.npy " + std::to_string(first) + ' ' + std::to_string(last) + ' ' +
           std::to_string(epoch);
}

/// The loss of the first batches without dropout; then resets the trainer to its initial state.
void start(Entrant& one, DataSet const& data) {
    auto const with_dropout = [&](char const* rate) {
        one.peer->ask("start " + data.folder + "/initial.npy " + rate + " 1");
    };
    with_dropout("0");
    one.loss = one.peer->ask(learn(data, 0, compared, 1))["loss"];
    with_dropout("0.3");
}

void run_round(Entrant& one, DataSet const& data, int round) {
    double processor = 0, clock = 0;
    for (std::size_t n = 0; n < one.processor.size(); ++n) {
        std::size_t const first = n * slice, last = std::min(first + slice, one.batches);
        auto const answer = one.peer->ask(learn(data, first, last, round + 1));
        double const here = answer["processor"], passed = answer["clock"];
        processor += here, clock += passed;
        if (round == 0) {  // warm-up
            bool const enough = clock > longest_round && last >= compared;
            if (enough) one.batches = last, one.processor.resize(n + 1), one.clock.resize(n + 1);
            continue;
        }
        one.processor[n] = std::min(one.processor[n], here), one.clock[n] = std::min(one.clock[n], passed);
    }
    if (round > 0) one.processor_rounds.push_back(processor), one.clock_rounds.push_back(clock);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double sum(std::vector<double> const& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

Json result(Entrant& one, DataSet const& data, std::vector<std::uint64_t> const& events, Peak const& peak) {
    std::size_t const count = std::min(events.size(), one.batches * batch_size);
    auto const used = std::vector<std::uint64_t>(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(count));
    double const gmac = 1e-9 * multiply_adds(data, used) / sum(one.processor);
    double const thousands = 1e-3 * static_cast<double>(count);
    auto const hello = one.peer->hello();
    long const resident = one.peer->ask("memory")["peak_kb"], footprint = hello["footprint_kb"];
    bool const wide = hello["name"].get<std::string>().find("AVX2") == std::string::npos && peak.gmac_512 > 0;
    std::string const blas = hello["blas"];
    return {{"trainer", hello["name"].get<std::string>() + (blas.empty() ? "" : ", " + blas)},
            {"threads", one.threads},
            {"events", count},
            {"processor", thousands / sum(one.processor)},
            {"processor_median", thousands / median(one.processor_rounds)},
            {"clock", thousands / sum(one.clock)},
            {"clock_median", thousands / median(one.clock_rounds)},
            {"gmac_per_second", gmac},
            {"fraction_of_peak", gmac / (wide ? peak.gmac_512 : peak.gmac_256)},
            {"peak_kb", resident},
            {"footprint_kb", footprint},
            {"times_flat_data", static_cast<double>(resident - footprint) / data.flat_kb()},
            {"loss_without_dropout", one.loss / static_cast<double>(compared * batch_size)}};
}

/// Adds the speed of the first trainer with the same number of threads (ours) relative to each trainer.
void compare(Json& results) {
    Json const all = results;
    for (auto& one : results) {
        auto const ours = std::find_if(all.begin(), all.end(),
                                       [&one](Json const& other) { return other["threads"] == one["threads"]; });
        for (std::string const time : {"processor", "clock"}) {
            one["ratio_" + time] = (*ours)[time].get<double>() / one[time].get<double>();
        }
        double const loss = one["loss_without_dropout"], reference = all[0]["loss_without_dropout"];
        one["difference"] = std::fabs(loss / reference - 1);
        if (std::fabs(loss / reference - 1) < tolerance) continue;
        throw Error{one["trainer"].get<std::string>() + " has a loss of " + std::to_string(loss) + ", but ours is " +
                    std::to_string(reference) + ". Find out which of them is wrong"};
    }
}

}  // namespace

std::vector<Contestant> contestants(Options const& options, train::NetworkSize const& size) {
    train::NetworkSize const stated;
    bool const is_stated = size.inputs == stated.inputs && size.layers == stated.layers && size.cells == stated.cells;
    std::vector<Contestant> all;
    for (int threads = 1; threads <= options.threads; ++threads) {
        std::string const count = std::to_string(threads);
        auto const add = [&](Words const& command, Words settings = {}) {
            settings.push_back("OMP_NUM_THREADS=" + count), settings.push_back("OPENBLAS_NUM_THREADS=" + count);
            all.push_back({command, settings, threads});
        };
        for (auto const* kernel : train::fused_kernels_of_this_machine()) {
            add({JETSEQ_WORKER, std::string{"fused:"} + kernel->name, count});
        }
        if (is_stated) add({JETSEQ_WORKER, "backend", count});
        add({JETSEQ_WORKER, "lstm", count});
        if (!options.stock_blas.empty()) {
            add({JETSEQ_WORKER, "lstm", count}, {"LD_LIBRARY_PATH=" + options.stock_blas});
        }
        if (!options.other_worker.empty()) add({options.other_worker, "lstm", count});
        for (char const* const kind : {"packed", "padded"}) {
            if (!options.python.empty()) add({options.python, JETSEQ_PYTORCH, kind, count});
        }
    }
    return all;
}

double multiply_adds(DataSet const& data, std::vector<std::uint64_t> const& events) {
    auto const inputs = static_cast<double>(data.size.inputs), cells = static_cast<double>(data.size.cells);
    auto const layers = static_cast<double>(data.size.layers);
    double const gates = 4 * cells;
    double jets = 0, later = 0;  // all jets; jets after the first one of an event
    for (auto const event : events) {
        auto const length = static_cast<double>(data.length(event));
        jets += length, later += std::max(length - 1, 0.0);
    }
    double const forward = gates * (jets * (inputs + (layers - 1) * cells) + later * layers * cells) +
                           cells * static_cast<double>(events.size());
    return 3 * forward - gates * inputs * jets;
}

Json speed(Options const& options, DataSet const& data) {
    std::fprintf(stderr, "speed: %s\n", data.name.c_str());
    auto const events = read_npy<std::uint64_t>(data.folder + "/epoch.npy");
    std::vector<Entrant> entrants;
    for (auto const& one : contestants(options, data.size))
        entrants.emplace_back(one, data, events.size() / batch_size);
    for (auto& one : entrants) start(one, data);
    Peak peak;
    for (int round = 0; round <= options.rounds; ++round) {
        peak.measure();
        for (auto& one : entrants) run_round(one, data, round);
        std::fprintf(stderr, "\r  round %d of %d", round, options.rounds);
    }
    std::fprintf(stderr, "\n");
    Json results = Json::array();
    for (auto& one : entrants) results.push_back(result(one, data, events, peak));
    compare(results);
    double const count = static_cast<double>(events.size());
    double jets = 0;
    for (auto const event : events) jets += static_cast<double>(data.length(event));
    return {{"name", data.name},
            {"events", events.size()},
            {"jets_per_event", jets / count},
            {"inputs", data.size.inputs},
            {"layers", data.size.layers},
            {"cells", data.size.cells},
            {"macs", multiply_adds(data, events) / count},
            {"flat_kb", data.flat_kb()},
            {"gmac_512", peak.gmac_512},
            {"gmac_256", peak.gmac_256},
            {"trainers", results}};
}

}  // namespace jetseq::bench
