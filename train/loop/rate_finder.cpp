#include "train/loop/rate_finder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "train/loop/start.hpp"
#include "train/torch/make_backend.hpp"

namespace jetseq::train {
namespace {

constexpr double kept = 0.95;  // of the running mean at each step: it covers about 20 batches
constexpr std::size_t fewest_probes = 10;

/// `steps` batches, from as many epochs as needed.
std::vector<data::Batch> batches_for(int steps, data::Sequences const& sequences, TrainingStart const& start,
                                     TrainOptions const& options) {
    std::vector<data::Batch> all;
    for (std::uint64_t epoch = 1; all.size() < static_cast<std::size_t>(steps); ++epoch) {
        auto const more = data::random_batches(sequences, start.train_part,
                                               static_cast<std::size_t>(options.batch_size), options.seed, epoch);
        all.insert(all.end(), more.begin(), more.end());
    }
    all.resize(static_cast<std::size_t>(steps));
    return all;
}

}  // namespace

std::vector<RateProbe> probe_learning_rates(data::Sequences const& sequences, TrainOptions const& options, int steps,
                                            double lowest, double highest, std::function<bool()> const& stop_requested,
                                            std::string const& directory) {
    check(options);
    auto const start = training_start(sequences, options, directory);
    auto const backend = make_backend(start.data, options);
    std::vector<float> const zeros(start.parameters.size(), 0.0F);
    backend->restore({start.parameters, zeros, zeros, 0});
    std::vector<RateProbe> probes;
    double mean = 0, smallest = std::numeric_limits<double>::infinity();
    for (auto const& batch : batches_for(steps, sequences, start, options)) {
        if (stop_requested && stop_requested()) break;
        auto const n = static_cast<double>(probes.size());
        double const rate = lowest * std::pow(highest / lowest, n / (steps - 1));
        double const loss = backend->learn(batch, rate, 1) / static_cast<double>(batch.size());
        if (!std::isfinite(loss)) break;
        mean = kept * mean + (1 - kept) * loss;
        probes.push_back({rate, loss, mean / (1 - std::pow(kept, n + 1))});  // without the bias to the initial 0
        smallest = std::min(smallest, probes.back().smoothed);
        if (probes.back().smoothed > 4 * smallest) break;
    }
    return probes;
}

double suggested_rate(std::vector<RateProbe> const& probes) {
    if (probes.size() < fewest_probes) return std::numeric_limits<double>::quiet_NaN();
    auto const lowest = std::min_element(probes.begin() + fewest_probes - 1, probes.end(),
                                         [](auto const& a, auto const& b) { return a.smoothed < b.smoothed; });
    return lowest->learning_rate / 10;
}

}  // namespace jetseq::train
