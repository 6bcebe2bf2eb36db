// Nanoseconds per event of our kernels and of other engines with the same weights, on the same events, in one thread.
//   bench_infer [MODEL [SEQUENCES]]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "jetseq/data/sequences.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/infer/network.hpp"
#include "jetseq/train/train.hpp"
#ifdef JETSEQ_WITH_LWTNN
#include <lwtnn/LightweightGraph.hh>
#include <lwtnn/parse_json.hh>
#endif

namespace jetseq {
namespace {

constexpr int rounds = 7;

/// An engine that fills `scores`, one entry for each of the first scores.size() events.
struct Competitor {
    std::string name;
    std::size_t events;  ///< slow ones get fewer, the first of the file
    std::function<void(std::vector<float>& scores)> run;
    std::vector<double> nanoseconds = {};  ///< per event, of each round
    std::vector<float> scores = {};
};

double seconds_of(std::function<void()> const& work) {
    auto const begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::vector<Competitor> our_kernels(FrozenModel const& model, Sequences const& sequences) {
    std::vector<Competitor> all;
    for (auto const* kernel : kernels_of_this_machine()) {
        auto const network = std::make_shared<Network const>(model, *kernel);
        auto const memory = std::make_shared<std::vector<float>>(network->memory());
        all.push_back({std::string{kernel->name} + ", event by event", sequences.size(), [=, &sequences](auto& scores) {
                           for (std::size_t n = 0; n < scores.size(); ++n) {
                               scores[n] =
                                   network->score(columns_of(sequences[n].data()), sequences[n].size(), memory->data());
                           }
                       }});
        all.push_back({std::string{kernel->name} + ", batch", sequences.size(), [=, &sequences](auto& scores) {
                           network->score(columns_of(sequences.jets.data()), sequences.offsets.data(), scores.size(),
                                          scores.data(), memory->data());
                       }});
    }
    return all;
}

Competitor libtorch(FrozenModel const& model, Sequences const& sequences) {
    return {"LibTorch " + libtorch_version() + ", packed batches of 4096", sequences.size(),
            [&](auto& scores) { scores = libtorch_scores(model, sequences, all_indices(sequences)); }};
}

#ifdef JETSEQ_WITH_LWTNN
Competitor lwtnn(std::string const& file, Sequences const& sequences) {
    std::ifstream stream{file};
    auto const graph = std::make_shared<lwt::LightweightGraph>(lwt::parse_json_graph(stream));
    return {"lwtnn graph, event by event", sequences.size() / 10, [=, &sequences](auto& scores) {
                for (std::size_t n = 0; n < scores.size(); ++n) {
                    std::map<std::string, std::vector<double>> jets{{"pt", {}}, {"eta", {}}, {"phi", {}}, {"e", {}}};
                    for (Jet const& jet : sequences[n]) {
                        jets["pt"].push_back(jet.pt), jets["eta"].push_back(jet.eta);
                        jets["phi"].push_back(jet.phi), jets["e"].push_back(jet.e);
                    }
                    scores[n] = static_cast<float>(graph->compute({}, {{"jets", jets}}).at("pVBF"));
                }
            }};
}
#endif

/// Largest difference of a score from the first competitor's.
double difference(Competitor const& one, Competitor const& first) {
    double largest = 0;
    for (std::size_t n = 0; n < one.scores.size(); ++n) {
        largest = std::max(largest, std::fabs(static_cast<double>(one.scores[n]) - first.scores[n]));
    }
    return largest;
}

void print(std::vector<Competitor> competitors) {
    for (auto& one : competitors) std::sort(one.nanoseconds.begin(), one.nanoseconds.end());
    double const ours = competitors.front().nanoseconds.front();
    std::printf("%-42s %9s %9s %9s %11s\n", "ns per event, one thread", "minimum", "median", "ratio", "difference");
    for (auto const& one : competitors) {
        std::printf("%-42s %9.0f %9.0f %9.2f %11.1e\n", one.name.c_str(), one.nanoseconds.front(),
                    one.nanoseconds[one.nanoseconds.size() / 2], one.nanoseconds.front() / ours,
                    difference(one, competitors.front()));
    }
}

void run(std::string const& file, std::string const& data) {
    auto const model = read_frozen_model(file);
    auto const sequences = read_sequences(data);
    std::printf("%zu events, %.2f jets per event\n", sequences.size(),
                static_cast<double>(sequences.jets.size()) / static_cast<double>(sequences.size()));
    auto competitors = our_kernels(model, sequences);
    competitors.push_back(libtorch(model, sequences));
#ifdef JETSEQ_WITH_LWTNN
    competitors.push_back(lwtnn(file, sequences));
#endif
    for (int round = 0; round < rounds; ++round) {
        for (auto& one : competitors) {
            one.scores.resize(one.events);
            double const seconds = seconds_of([&] { one.run(one.scores); });
            one.nanoseconds.push_back(1e9 * seconds / static_cast<double>(one.events));
        }
    }
    print(std::move(competitors));
    std::ifstream load{"/proc/loadavg"};
    std::string text;
    if (std::getline(load, text)) std::printf("load of the machine: %s\n", text.c_str());
}

}  // namespace
}  // namespace jetseq

int main(int argc, char** argv) try {
    jetseq::run(argc > 1 ? argv[1] : "models/reference/vbf.json",
                argc > 2 ? argv[2] : "data/sample/sequences_1000_2lep.h5");
} catch (jetseq::Error const& error) {
    std::fprintf(stderr, "bench_infer: %s\n", error.what());
    return 1;
}
