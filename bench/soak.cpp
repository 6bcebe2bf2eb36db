// Scores for a long time on many threads while the model is reloaded repeatedly. Checks that the scores keep the same
// bits and that the memory does not grow.
//     soak MODEL [SCORES] [THREADS]      100,000,000 and 8

#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>

#include "core/math/random.hpp"
#include "infer/scorer.hpp"

namespace {

using namespace jetseq;

constexpr std::size_t events = 4096, reports = 10;

struct Sample {
    std::vector<Jet> jets;
    std::vector<std::uint64_t> offsets{0};
};

/// Events of 0 to 6 jets in order of falling pt.
Sample toy_sample() {
    Sample sample;
    Random random{1};
    for (std::size_t n = 0; n < events; ++n) {
        float pt = 500;
        for (std::uint64_t jets = random.below(7); jets > 0; --jets) {
            pt *= static_cast<float>(0.3 + 0.6 * random.uniform());
            auto const eta = static_cast<float>(9 * random.uniform() - 4.5);
            sample.jets.push_back({pt, eta, static_cast<float>(6.2 * random.uniform() - 3.1), pt * std::cosh(eta)});
        }
        sample.offsets.push_back(sample.jets.size());
    }
    return sample;
}

std::vector<float> scores_of(Classifier const& classifier, Sample const& sample) {
    std::vector<float> scores(events);
    Scorer{classifier}({sample.jets.data(), sample.offsets.data(), events}, scores.data());
    return scores;
}

/// Resident memory of the program [MB].
double resident() {
    std::size_t total = 0, pages = 0;
    std::ifstream{"/proc/self/statm"} >> total >> pages;
    return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// The model that all threads use next; it is reloaded repeatedly.
class Current {
public:
    explicit Current(std::string path) : path_{std::move(path)}, classifier_{Classifier::load(path_)} {}
    Classifier get() {
        std::lock_guard const lock{mutex_};
        return classifier_;
    }
    void reload() {
        auto fresh = Classifier::load(path_);
        std::lock_guard const lock{mutex_};
        classifier_ = std::move(fresh);
        ++reloads_;
    }
    int reloads() const { return reloads_; }

private:
    std::string path_;
    std::mutex mutex_;
    Classifier classifier_;
    std::atomic<int> reloads_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return std::cerr << "usage: soak MODEL [SCORES] [THREADS]\n", 2;
    std::uint64_t const wanted = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100'000'000;
    int const threads = argc > 3 ? static_cast<int>(std::strtol(argv[3], nullptr, 10)) : 8;
    if (threads < 1) return std::cerr << "soak: THREADS must be a number from 1 on\n", 2;
    Current current{argv[1]};
    auto const sample = toy_sample();
    auto const expected = scores_of(current.get(), sample);
    std::atomic<std::uint64_t> done = 0, wrong = 0;

    auto const work = [&] {
        while (done < wanted) {
            auto const scores = scores_of(current.get(), sample);
            // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison): compares bits intentionally
            wrong += std::memcmp(scores.data(), expected.data(), events * sizeof(float)) != 0;
            done += events;
        }
    };
    std::vector<std::thread> pool;
    pool.reserve(static_cast<std::size_t>(threads));
    for (int n = 0; n < threads; ++n) pool.emplace_back(work);
    for (std::size_t report = 1; report <= reports; ++report) {
        while (done < wanted * report / reports) current.reload();
        std::cout << done << " scores, model loaded again " << current.reloads() << " times, " << wrong
                  << " batches with other bits, " << resident() << " MB resident" << std::endl;
    }
    for (auto& thread : pool) thread.join();
    return wrong == 0 ? 0 : 1;
}
