// Compares our fused step with LibTorch and PyTorch, on the same events and batches: docs/reference/benchmarks.md.
//   bench_train [--python PYTHON] [--other-worker FILE] [--stock-blas FOLDER] [--threads N] [--rounds N] [--jobs N]
//               [--seeds N] [--epochs N] [--threshold LOSS] [--data FILE] [--config FILE] [--json FILE] [--markdown
//               FILE]
#include "bench/train/train_bench.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>

#include "bench/surroundings.hpp"
#include "bench/train/size.hpp"
#include "core/error.hpp"
#include "core/io/output_file.hpp"

namespace jetseq::bench {

double DataSet::flat_kb() const {
    double const jets = static_cast<double>(offsets.back()), events = static_cast<double>(labels.size());
    return (jets * static_cast<double>(size.inputs) * sizeof(float) +
            events * (2 * sizeof(std::uint64_t) + 2 * sizeof(float))) /
           1024;
}

DataSet data_set(std::string const& name, std::string const& from, std::string const& folder) {
    std::filesystem::create_directories(folder);
    run_command({JETSEQ_WORKER, "export", from, folder});
    auto const numbers = [&folder](char const* file) { return read_npy<std::uint64_t>(folder + file); };
    return {name,
            folder,
            read_size(folder),
            numbers("/offsets.npy"),
            numbers("/train.npy"),
            numbers("/validation.npy"),
            read_npy<float>(folder + "/labels.npy"),
            read_npy<float>(folder + "/weights.npy")};
}

namespace {

/// Writes the random batches of speed(), each with the longest sequence first, and the initial parameters.
void write_epoch(DataSet const& data) {
    data::Sequences lengths;  // random_batches() reads nothing else
    lengths.offsets = {};
    lengths.offsets.append(data.offsets.data(), data.offsets.size());
    data::Batch const part(data.train.begin(), data.train.end());
    std::vector<std::uint64_t> events;
    for (auto const& batch : data::random_batches(lengths, part, 512, 1, 1)) {
        if (batch.size() == 512) events.insert(events.end(), batch.begin(), batch.end());
    }
    write_npy(data.folder + "/epoch.npy", events);
    write_npy(data.folder + "/initial.npy", train::initial_parameters(data.size, 1));
}

/// A folder that is removed with this object.
struct Scratch {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("jetseq_bench_" + std::to_string(getpid()));
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

Json run(Options const& options) {
    Scratch const scratch;
    auto const sample = data_set("The sample of the repository", options.data, scratch.path / "sample");
    Json report{{"kind", "jetseq benchmark of training"}, {"version", 1}, {"rounds", options.rounds}};
    report["surroundings"] = surroundings();
    report["speed"] = Json::array(), report["whole_job"] = Json::array(), report["curves"] = Json::object();
    if (options.rounds > 0) {
        auto const toy = data_set("Toy events", "toy", scratch.path / "toy");
        auto const tracks = data_set("Tracks", "tracks", scratch.path / "tracks");
        for (auto const* data : {&toy, &sample, &tracks})
            write_epoch(*data), report["speed"].push_back(speed(options, *data));
    }
    if (options.jobs > 0) report["whole_job"] = whole_job(options, sample);
    if (options.seeds > 0) report["curves"] = curves(options, sample, data::read_sequences(options.data));
    report["load_after"] = load_of_the_machine();
    return report;
}

/// Options of the command line, or their defaults. Ends the program with exit code 2 if the command line is wrong.
Options parsed(int argc, char** argv) {
    Options options;
    using Setter = std::function<void(std::string const&)>;
    auto const words = [](std::string& to) { return Setter{[&to](std::string const& value) { to = value; }}; };
    auto const count = [](int& to) { return Setter{[&to](std::string const& value) { to = std::stoi(value); }}; };
    std::map<std::string, Setter> const known{
        {"--rounds", count(options.rounds)},
        {"--threads", count(options.threads)},
        {"--seeds", count(options.seeds)},
        {"--epochs", count(options.epochs)},
        {"--jobs", count(options.jobs)},
        {"--threshold", [&](std::string const& value) { options.threshold = std::stod(value); }},
        {"--data", words(options.data)},
        {"--config", words(options.config)},
        {"--python", words(options.python)},
        {"--other-worker", words(options.other_worker)},
        {"--stock-blas", words(options.stock_blas)},
        {"--json", words(options.json)},
        {"--markdown", words(options.markdown)}};
    for (int n = 1; n < argc; n += 2) {
        if (known.count(argv[n]) && n + 1 < argc) {
            known.at(argv[n])(argv[n + 1]);
            continue;
        }
        std::fprintf(stderr, "bench_train: '%s' is unknown or has no value. Options:", argv[n]);
        for (auto const& [name, setter] : known) std::fprintf(stderr, " %s", name.c_str());
        std::fprintf(stderr, "\n");
        std::exit(2);
    }
    return options;
}

}  // namespace
}  // namespace jetseq::bench

int main(int argc, char** argv) try {
    using namespace jetseq;
    auto const options = bench::parsed(argc, argv);
    auto const report = bench::run(options);
    auto const page = bench::training_page(report);
    std::printf("%s", page.c_str());
    if (!options.json.empty()) write_json(options.json, report);
    if (!options.markdown.empty()) write_file(options.markdown, page);
} catch (std::exception const& error) {
    std::fprintf(stderr, "bench_train: %s\n", error.what());
    return 1;
}
