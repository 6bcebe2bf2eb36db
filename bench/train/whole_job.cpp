#include <cstdio>
#include <filesystem>

#include "bench/train/train_bench.hpp"

namespace jetseq::bench {
namespace {

Taken train(Options const& options, std::string const& data, int threads, std::string const& out) {
    std::filesystem::remove_all(out);
    return run_command({JETSEQ_COMMAND, "train", options.config, "--data", data, "--out", out, "--threads",
                        std::to_string(threads), "--set", "train.patience=0"});
}

/// A file with the first `count` events of another.
std::string few_events(std::string const& from, std::size_t count, std::string const& folder) {
    auto const all = data::read_sequences(from);
    data::Sequences few;
    few.selection = all.selection;
    for (std::size_t n = 0; n < std::min(count, all.size()); ++n) few.add(all.events[n], all.regimes[n], all[n]);
    data::write_sequences(folder + "/few.h5", few, {});
    return folder + "/few.h5";
}

/// The smaller value of each number.
Taken best(Taken const& a, Taken const& b) {
    return {std::min(a.clock, b.clock), std::min(a.processor, b.processor), std::min(a.peak_kb, b.peak_kb)};
}

}  // namespace

Json whole_job(Options const& options, DataSet const& data) {
    auto const out = data.folder + "/run";
    auto const loaded = run_command({JETSEQ_COMMAND, "--version"});
    auto const footprint = train(options, few_events(options.data, 2000, data.folder), 1, out);
    Taken one{1e30, 1e30, 1L << 40}, two = one;
    for (int n = 0; n < options.jobs; ++n) {
        std::fprintf(stderr, "\rwhole job %d of %d", n + 1, options.jobs);
        one = best(one, train(options, options.data, 1, out)), two = best(two, train(options, options.data, 2, out));
    }
    std::fprintf(stderr, "\n");
    Json jobs = Json::array();
    for (int const threads : {1, 2}) {
        Taken const& taken = threads == 1 ? one : two;
        jobs.push_back({{"threads", threads},
                        {"clock", taken.clock},
                        {"processor", taken.processor},
                        {"peak_kb", taken.peak_kb},
                        {"loaded_kb", loaded.peak_kb},
                        {"footprint_kb", footprint.peak_kb},
                        {"times_flat_data", static_cast<double>(taken.peak_kb - footprint.peak_kb) / data.flat_kb()}});
    }
    return jobs;
}

}  // namespace jetseq::bench
