// One trainer as a separate process, so that its memory can be measured:
//   bench_train_worker TRAINER THREADS FOLDER       executes commands from standard input, answers each with a line of
//   JSON bench_train_worker export SEQUENCES|toy|tracks FOLDER  writes a data set that trainers in any language can
//   read
//
//   start PARAMETERS DROPOUT SEED       starts again; PARAMETERS, EVENTS, LOGITS: files of numpy
//   learn EVENTS FIRST LAST EPOCH       batches FIRST ... LAST - 1 of 512 events each: seconds, sum of losses
//   score EVENTS LOGITS                 without dropout, in batches of 4096 events: seconds
//   memory                              peak so far [kB]
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "bench/clock.hpp"
#include "bench/toy.hpp"
#include "bench/train/npy.hpp"
#include "bench/train/size.hpp"
#include "bench/train/trainer.hpp"
#include "core/json/json.hpp"
#include "core/math/random_draws.hpp"
#include "data/sequences/normalisation.hpp"
#include "data/sequences/split.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t batch_size = 512, scoring_batch = 4096;
constexpr std::size_t toy_events = 100'000;

template <class Number>
data::Column<Number> read_column(std::string const& path) {
    auto const numbers = read_npy<Number>(path);
    data::Column<Number> column;
    column.append(numbers.data(), numbers.size());
    return column;
}

train::TrainingData read_data(std::string const& folder) {
    train::TrainingData data;
    data.features = read_size(folder).inputs;
    data.inputs = read_column<float>(folder + "/inputs.npy");
    data.offsets = read_column<std::uint64_t>(folder + "/offsets.npy");
    data.labels = read_column<float>(folder + "/labels.npy");
    data.weights = read_column<float>(folder + "/weights.npy");
    data.hashes = read_column<std::uint64_t>(folder + "/hashes.npy");
    return data;
}

/// Label of a toy event: only noise to learn, but the same arithmetic.
data::Sequences labelled_toy() {
    auto sequences = toy_sequences(toy_events);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        sequences.events[n].production = n % 2 ? Production::vbf : Production::ggf_dy;
        sequences.events[n].weight = 1;
    }
    return sequences;
}

/// Writes events, the lists of training and validation events, and the size of their network.
void write_data(train::TrainingData const& data, std::vector<std::size_t> const& training,
                std::vector<std::size_t> const& validation, train::NetworkSize const& size, std::string const& folder) {
    auto const numbers = [](auto const& list) { return std::vector<std::uint64_t>(list.begin(), list.end()); };
    write_npy(folder + "/inputs.npy", data.inputs, data.features);
    write_npy(folder + "/offsets.npy", data.offsets);
    write_npy(folder + "/labels.npy", data.labels);
    write_npy(folder + "/weights.npy", data.weights);
    write_npy(folder + "/hashes.npy", data.hashes);
    write_npy(folder + "/train.npy", numbers(training)), write_npy(folder + "/validation.npy", numbers(validation));
    write_npy(folder + "/size.npy", numbers(std::vector<std::size_t>{size.inputs, size.layers, size.cells}));
}

/// Jets of 0 to 40 tracks with 15 features: the number is a Poisson number whose mean is uniform in 0 ... 30, so 15 on
/// average. Noise only.
void export_tracks(std::string const& folder) {
    constexpr std::size_t jets = 20'000, most = 40;
    train::NetworkSize const size{15, 2, 64};
    Random random{1};
    train::TrainingData data;
    data.features = size.inputs;
    data.offsets.push_back(0);
    std::vector<std::size_t> training, validation;
    for (std::size_t n = 0; n < jets; ++n) {
        auto const tracks = std::min(most, static_cast<std::size_t>(random_poisson(random, 30 * random.uniform())));
        for (std::size_t k = 0; k < tracks * size.inputs; ++k) {
            data.inputs.push_back(static_cast<float>(random_normal(random)));
        }
        data.offsets.push_back(data.offsets[n] + tracks);
        data.labels.push_back(static_cast<float>(n % 2)), data.weights.push_back(1.0F);
        data.hashes.push_back(random.bits());
        (n % 5 == 0 ? validation : training).push_back(n);
    }
    write_data(data, training, validation, size, folder);
}

/// Writes the events, standardised and weighted as in `jetseq train`.
void export_data(std::string const& from, std::string const& folder) {
    if (from == "tracks") return export_tracks(folder);
    auto const sequences = from == "toy" ? labelled_toy() : data::read_sequences(from);
    auto const parts = data::split(sequences);
    double weights = 0;
    for (std::size_t const n : parts[0]) weights += sequences.events[n].weight;
    auto const data = train::training_data(sequences, data::normalisation_of(sequences, parts[0], Frame::detector),
                                           Frame::detector, weights / static_cast<double>(parts[0].size()));
    write_data(data, parts[0], parts[1], {}, folder);
}

/// Peak resident memory of this process [kB].
long peak_kb() {
    std::ifstream file{"/proc/self/status"};
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("VmHWM:", 0) == 0) return std::stol(line.substr(6));
    }
    return 0;
}

/// The BLAS library of LibTorch; empty: its own. OpenBLAS may be installed under the name libblas.
std::string blas() {
    std::ifstream file{"/proc/self/maps"};
    std::string found;
    for (std::string line; std::getline(file, line);) {
        bool const open = line.find("openblas") != std::string::npos;
        if (line.find("/libblas.so") != std::string::npos) return open ? "OpenBLAS" : "netlib BLAS";
        if (open) found = "OpenBLAS";
    }
    return found;
}

/// Executes one command at a time.
class Worker {
public:
    Worker(std::string const& kind, std::size_t threads, std::string const& folder)
        : footprint_{peak_kb()},
          data_{read_data(folder)},
          trainer_{make_trainer(kind, threads, data_, read_size(folder))} {}

    Json hello() const {
        bool const fused = trainer_->name().find("fused") != std::string::npos;
        return {{"name", trainer_->name()}, {"blas", fused ? "" : blas()}, {"footprint_kb", footprint_}};
    }

    Json obey(std::string const& line) {
        std::istringstream words{line};
        std::string command, file;
        words >> command;
        if (command == "memory") return {{"peak_kb", peak_kb()}};
        words >> file;
        if (command == "start") return start(file, words);
        if (command == "learn") return learn(file, words);
        if (command == "score") return score(file, words);
        throw Error{"no command '" + command + "'. Choose start, learn, score or memory"};
    }

private:
    Json start(std::string const& file, std::istream& words) {
        Start start{read_npy<float>(file)};
        words >> start.dropout >> start.seed;
        trainer_->start(start);
        return {{"started", true}};
    }

    Json learn(std::string const& file, std::istream& words) {
        std::size_t first = 0, last = 0;
        int epoch = 1;
        words >> first >> last >> epoch;
        auto const batches = cut(events_in(file), batch_size);
        double loss = 0;
        auto const work = [&] {
            for (std::size_t n = first; n < last; ++n) loss += trainer_->learn(batches.at(n), epoch);
        };
        auto answer = timed(work);
        answer["loss"] = loss;
        return answer;
    }

    Json score(std::string const& file, std::istream& words) {
        std::string to;
        words >> to;
        std::vector<float> logits;
        auto answer = timed([&] {
            for (auto const& batch : cut(events_in(file), scoring_batch)) {
                auto const some = trainer_->logits(batch);
                logits.insert(logits.end(), some.begin(), some.end());
            }
        });
        write_npy(to, logits);
        return answer;
    }

    static Json timed(std::function<void()> const& work) {
        double const clock = clock_seconds(), processor = seconds_of(work);
        return {{"processor", processor}, {"clock", clock_seconds() - clock}};
    }

    static std::vector<data::Batch> cut(std::vector<std::uint64_t> const& events, std::size_t size) {
        std::vector<data::Batch> batches;
        for (std::size_t n = 0; n < events.size(); n += size) {
            auto const begin = events.begin() + static_cast<std::ptrdiff_t>(n);
            batches.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(std::min(size, events.size() - n)));
        }
        return batches;
    }

    std::vector<std::uint64_t> const& events_in(std::string const& file) {
        if (file != file_) events_ = read_npy<std::uint64_t>(file), file_ = file;
        return events_;
    }

    long footprint_;  // memory of the libraries, before the data are read [kB]
    train::TrainingData data_;
    std::unique_ptr<Trainer> trainer_;
    std::string file_;
    std::vector<std::uint64_t> events_;
};

void serve(Worker& worker) {
    std::cout << worker.hello().dump() << std::endl;
    for (std::string line; std::getline(std::cin, line);) std::cout << worker.obey(line).dump() << std::endl;
}

}  // namespace
}  // namespace jetseq::bench

int main(int argc, char** argv) try {
    using namespace jetseq::bench;
    if (argc != 4) throw jetseq::Error{"three arguments expected: TRAINER THREADS FOLDER, or export WHAT FOLDER"};
    if (std::string{argv[1]} == "export") return export_data(argv[2], argv[3]), 0;
    Worker worker{argv[1], std::stoul(argv[2]), argv[3]};
    serve(worker);
} catch (std::exception const& error) {
    std::fprintf(stderr, "bench_train_worker: %s\n", error.what());
    return 1;
}
