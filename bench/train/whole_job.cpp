#include <cstdio>
#include <filesystem>

#include "train_bench.hpp"

namespace jetseq::bench {
namespace {

Taken train(Options const& options, int threads, std::string const& out) {
    std::filesystem::remove_all(out);
    return run_command({JETSEQ_COMMAND, "train", options.config, "--data", options.data, "--out", out, "--threads",
                        std::to_string(threads), "--set", "train.patience=0"});
}

/// The better of both, in each respect.
Taken best(Taken const& a, Taken const& b) {
    return {std::min(a.clock, b.clock), std::min(a.processor, b.processor), std::min(a.peak_kb, b.peak_kb)};
}

}  // namespace

Json whole_job(Options const& options, DataSet const& data) {
    auto const out = data.folder + "/run";
    auto const libraries = run_command({JETSEQ_COMMAND, "--version"});
    Taken one{1e30, 1e30, 1L << 40}, two = one;
    for (int n = 0; n < options.jobs; ++n) {
        std::fprintf(stderr, "\rwhole job %d of %d", n + 1, options.jobs);
        one = best(one, train(options, 1, out)), two = best(two, train(options, 2, out));
    }
    std::fprintf(stderr, "\n");
    Json jobs = Json::array();
    for (int const threads : {1, 2}) {
        Taken const& taken = threads == 1 ? one : two;
        jobs.push_back({{"threads", threads},
                        {"clock", taken.clock},
                        {"processor", taken.processor},
                        {"peak_kb", taken.peak_kb},
                        {"footprint_kb", libraries.peak_kb},
                        {"times_flat_data", static_cast<double>(taken.peak_kb - libraries.peak_kb) / data.flat_kb()}});
    }
    return jobs;
}

}  // namespace jetseq::bench
