// Compares our kernels with other engines that have the same weights, on the same events: docs/reference/benchmarks.md.
//   bench_infer [--model FILE] [--data FILE] [--rounds N] [--json FILE] [--markdown FILE]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>

#include "bench/infer/ours.hpp"
#include "bench/infer/report.hpp"
#include "bench/toy.hpp"
#include "core/error.hpp"
#include "core/io/output_file.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t toy_events = 100'000;
constexpr double tolerance = 1e-5;  // for float engines with exact activations

std::vector<Competitor*> competitors_of(std::vector<Engine>& engines) {
    std::vector<Competitor*> all;
    for (auto& engine : engines) {
        for (auto& one : engine.competitors) all.push_back(&one);
    }
    return all;
}

Json competition(std::string const& name, Task const& task, int rounds) {
    std::fprintf(stderr, "%s\n", name.c_str());
    auto all = engines(task);
    auto const competitors = competitors_of(all);
    Peak peak;
    compete(competitors, rounds, [&peak] { peak.measure(); });
    return result(name, task, competitors, peak);
}

Json costs(Task const& task) {
    std::fprintf(stderr, "loading, memory, allocations\n");
    Json all = Json::array();
    for (auto const& engine : engines(task)) all.push_back(result(cost_of(engine)));
    return all;
}

/// Networks of other sizes, with the fastest instruction set.
Json shapes(data::Sequences const& sequences, int rounds) {
    std::fprintf(stderr, "16, 25 and 32 cells\n");
    std::map<std::size_t, std::vector<Competitor>> of_cells;
    std::vector<Competitor*> all;
    for (std::size_t const cells : {16U, 25U, 32U}) {
        of_cells[cells] = our_competitors(random_model(cells), sequences, *kernels_of_this_machine().front());
        for (auto& one : of_cells[cells]) all.push_back(&one);
    }
    compete(all, rounds, [] {});
    Json result = Json::array();
    for (auto const& [cells, competitors] : of_cells) {
        double const macs = work_of(random_model(cells), sequences).macs;
        for (auto const& one : competitors) {
            double const nanoseconds = one.minimum_ns();
            result.push_back({{"cells", cells},
                              {"call", one.call},
                              {"minimum_ns", nanoseconds},
                              {"macs", macs},
                              {"ps_per_mac", 1e3 * nanoseconds / macs}});
        }
    }
    return result;
}

double clock_seconds_of(std::function<void()> const& work) {
    auto const begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Speed of two threads, each with its own competitor, relative to one thread; best of the rounds.
double two_threads(Competitor const& one, Competitor const& other, int rounds) {
    std::vector<float> scores(one.events), others(one.events);
    double alone = 1e30, together = 1e30;
    for (int round = 0; round < rounds; ++round) {
        alone = std::min(alone, clock_seconds_of([&] { one.run(0, one.events, scores.data()); }));
        together = std::min(together, clock_seconds_of([&] {
                                std::thread second{[&] { other.run(0, other.events, others.data()); }};
                                one.run(0, one.events, scores.data());
                                second.join();
                            }));
    }
    return 2 * alone / together;
}

Json two_threads(Task const& task, int rounds) {
    std::fprintf(stderr, "two threads\n");
    auto const& kernel = *kernels_of_this_machine().front();
    auto const ones = our_competitors(task.model, task.sequences, kernel);
    auto const others = our_competitors(task.model, task.sequences, kernel);
    Json result = Json::array();
    for (std::size_t const n : {std::size_t{0}, ones.size() - 1}) {
        result.push_back({{"call", ones[n].call}, {"times", two_threads(ones[n], others[n], rounds)}});
    }
    return result;
}

using Options = std::map<std::string, std::string>;

Json run(Options const& options) {
    int const rounds = std::stoi(options.at("--rounds"));
    auto const folder = std::filesystem::temp_directory_path().string();
    Task const sample{read_frozen_model(options.at("--model")), options.at("--model"),
                      data::read_sequences(options.at("--data")), folder};
    if (sample.model.contract.frame != Frame::detector) {
        throw Error{
            "the model needs jets in another frame (other engines can't change the frame). Give another --model"};
    }
    Task const toy{sample.model, sample.file, toy_sequences(toy_events), folder};
    Json report{{"kind", "jetseq benchmark of scoring"}, {"version", 1}, {"rounds", rounds}};
    report["surroundings"] = surroundings();
    report["data"] = {competition("Toy events", toy, rounds),
                      competition("The sample of the repository", sample, rounds)};
    report["cost"] = costs(toy);
    report["shapes"] = shapes(toy.sequences, rounds);
    report["two_threads"] = two_threads(toy, rounds);
    report["load_after"] = load_of_the_machine();
    return report;
}

/// Throws Error if the scores of an engine differ from ours.
void check(Json const& report) {
    for (auto const& data : report["data"]) {
        for (auto const& call : data["calls"]) {
            if (call["difference"].is_number() && call["difference"] < tolerance) continue;
            throw Error{call["engine"].get<std::string>() + ", " + call["call"].get<std::string>() + ", scores '" +
                        data["name"].get<std::string>() + "' differently from jetseq. Find out which of them is wrong"};
        }
    }
}

/// Options of the command line, or their defaults. Ends the program with exit code 2 if the command line is wrong.
Options parsed(int argc, char** argv) {
    Options options{{"--model", "models/reference/vbf.json"},
                    {"--data", "data/sample/sequences_1000_2lep.h5"},
                    {"--rounds", "9"},
                    {"--json", ""},
                    {"--markdown", ""}};
    for (int n = 1; n < argc; n += 2) {
        if (!options.count(argv[n]) || n + 1 == argc) {
            std::fprintf(stderr,
                         "bench_infer: '%s' is unknown or has no value. Options: --model FILE, --data FILE, "
                         "--rounds N, --json FILE, --markdown FILE\n",
                         argv[n]);
            std::exit(2);
        }
        options[argv[n]] = argv[n + 1];
    }
    return options;
}

}  // namespace
}  // namespace jetseq::bench

int main(int argc, char** argv) try {
    using namespace jetseq;
    auto const options = bench::parsed(argc, argv);
    auto const report = bench::run(options);
    auto const page = bench::markdown(report);
    std::printf("%s", page.c_str());
    if (!options.at("--json").empty()) write_json(options.at("--json"), report);
    if (!options.at("--markdown").empty()) write_file(options.at("--markdown"), page);
    bench::check(report);
} catch (std::exception const& error) {
    std::fprintf(stderr, "bench_infer: %s\n", error.what());
    return 1;
}
