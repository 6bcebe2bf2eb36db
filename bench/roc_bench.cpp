// ROC curve and AUC, both with errors, of weighted events; `bench/roc_bench.py` compares it with scikit-learn.
//   bench_roc EVENTS.bin N [ROUNDS]   EVENTS.bin: N floats (scores), N bytes (labels), N floats (weights)
// Prints a line of JSON: wall-clock seconds of each round, AUC, peak memory [MB].
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "evaluate/metrics/auc.hpp"
#include "evaluate/metrics/operating_point.hpp"

using namespace jetseq;

namespace {

template <class T>
std::vector<T> column(std::ifstream& file, std::size_t n) {
    std::vector<T> values(n);
    file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(n * sizeof(T)));
    return values;
}

/// Peak memory [MB], from /proc: getrusage() also counts the process that started this one.
double largest_memory() {
    std::ifstream status{"/proc/self/status"};
    for (std::string key; status >> key;) {
        double kilobytes = 0;
        if (key == "VmHWM:" && status >> kilobytes) return kilobytes / 1000;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    std::size_t const n = std::stoul(argv[2]), rounds = argc > 3 ? std::stoul(argv[3]) : 3;
    std::ifstream file{argv[1], std::ios::binary};
    auto const score = column<float>(file, n);
    auto const label = column<std::int8_t>(file, n);
    auto const weight = column<float>(file, n);
    if (!file) {
        std::cerr << argv[1] << " does not hold " << n << " events\n";
        return 1;
    }
    Json json{{"events", n}, {"seconds", Json::array()}};
    for (std::size_t round = 0; round < rounds; ++round) {
        auto const start = std::chrono::steady_clock::now();
        evaluate::Ranking const ranking{evaluate::LabelledScores{score, label, weight}};
        auto const area = evaluate::auc(ranking);
        auto const roc = evaluate::thinned(ranking);
        json["seconds"].push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        json["auc"] = area.value, json["error"] = area.error;
        json["points"] = roc.size();
    }
    json["memory_mb"] = largest_memory();
    std::cout << json.dump() << '\n';
    return 0;
}
