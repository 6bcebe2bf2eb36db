#include "train/input/event_weights.hpp"

#include <algorithm>
#include <string>

#include "core/error.hpp"
#include "core/text/number_text.hpp"

namespace jetseq::train {
namespace {

/// A number for each bin of a class; without flattening there is one bin.
using PerBin = std::vector<double>;
using PerClass = std::vector<PerBin>;

/// The class of an event; events of unknown class, which are in no part of the training, count as the first.
std::size_t class_of(EventInfo const& event, TrainOptions const& options) {
    auto const label = static_cast<std::size_t>(event.production);
    return label < options.classes.size() ? label : 0;
}

double variable_of(data::Sequences const& sequences, std::size_t n, Spectrum variable) {
    switch (variable) {
        case Spectrum::mass:
            return sequences.events[n].mass;
        case Spectrum::leading_pt:
            return sequences.length(n) > 0 ? sequences[n][0].pt : 0;
        case Spectrum::n_jets:
            return static_cast<double>(sequences.length(n));
        case Spectrum::none:
            break;
    }
    return 0;
}

/// The bin of an event, edges[i] <= value < edges[i + 1]; values outside belong to the first or last bin.
std::size_t bin_of(data::Sequences const& sequences, std::size_t n, Flattening const& flatten) {
    if (flatten.variable == Spectrum::none) return 0;
    auto const begin = flatten.bins.begin() + 1, end = flatten.bins.end() - 1;
    return static_cast<std::size_t>(std::upper_bound(begin, end, variable_of(sequences, n, flatten.variable)) - begin);
}

double own_weight(EventInfo const& event, TrainOptions const& options) { return options.weights ? event.weight : 1; }

double total(PerBin const& sums) {
    double sum = 0;
    for (double const one : sums) sum += one;
    return sum;
}

std::string bin_name(Flattening const& flatten, std::size_t bin) {
    if (flatten.variable == Spectrum::none) return "the training part";
    return "bin " + shortest(flatten.bins[bin]) + " ... " + shortest(flatten.bins[bin + 1]) + " of train.flatten";
}

double total(PerClass const& sums) {
    double sum = 0;
    for (PerBin const& of_class : sums) sum += total(of_class);
    return sum;
}

/// Throws Error if one class has a positive sum in a bin and another has not. False: no class has events there.
bool is_filled(PerClass const& sums, PerClass const& events, TrainOptions const& options, std::size_t bin) {
    Flattening const& flatten = options.flatten;
    bool const empty =
        std::all_of(events.begin(), events.end(), [bin](PerBin const& of_class) { return of_class[bin] == 0; });
    if (empty) return false;
    for (std::size_t k = 0; k < sums.size(); ++k) {
        if (sums[k][bin] > 0) continue;
        throw Error{bin_name(flatten, bin) + " has " + std::to_string(static_cast<long>(events[k][bin])) + ' ' +
                    options.classes[k] + " events whose weights add up to " + significant(sums[k][bin]) +
                    " (no factor makes something positive of it). Join the bin with its neighbour, or leave " +
                    "train.flatten and train.balance out"};
    }
    return true;
}

/// The target fraction of its class for each bin.
PerBin shares(PerClass const& sums, std::vector<bool> const& filled, bool to_flat) {
    PerBin shares(filled.size(), 0.0);
    auto const count = static_cast<double>(std::count(filled.begin(), filled.end(), true));
    for (std::size_t bin = 0; bin < filled.size(); ++bin) {
        double all = 0;
        for (PerBin const& of_class : sums) all += of_class[bin] / total(of_class);
        if (filled[bin]) shares[bin] = to_flat ? 1 / count : all / static_cast<double>(sums.size());
    }
    return shares;
}

/// The factors of the weights in each class and bin, before the mean is scaled to 1.
PerClass factors(PerClass const& sums, PerClass const& events, TrainOptions const& options) {
    std::vector<bool> filled;
    for (std::size_t bin = 0; bin < sums[0].size(); ++bin) {
        filled.push_back(is_filled(sums, events, options, bin));
    }
    auto const wanted = shares(sums, filled, options.flatten.to_flat);
    double const all = total(sums);
    PerClass factors(sums.size());
    for (std::size_t k = 0; k < sums.size(); ++k) {
        bool const balanced = options.balance == Balance::classes;
        double const of_class = balanced ? all / static_cast<double>(sums.size()) : total(sums[k]);
        for (std::size_t bin = 0; bin < filled.size(); ++bin) {
            factors[k].push_back(filled[bin] ? of_class * wanted[bin] / sums[k][bin] : 1);
        }
    }
    return factors;
}

}  // namespace

bool are_reweighted(TrainOptions const& options) {
    return options.balance != Balance::none || options.flatten.variable != Spectrum::none;
}

std::vector<float> event_weights(data::Sequences const& sequences, std::vector<std::size_t> const& train_part,
                                 TrainOptions const& options) {
    auto const& flatten = options.flatten;
    std::size_t const bins = flatten.variable == Spectrum::none ? 1 : flatten.bins.size() - 1;
    PerClass sums(options.classes.size(), PerBin(bins, 0.0)), events = sums;
    for (std::size_t const n : train_part) {
        std::size_t const bin = bin_of(sequences, n, flatten), k = class_of(sequences.events[n], options);
        sums[k][bin] += own_weight(sequences.events[n], options), events[k][bin] += 1;
    }
    auto const by = factors(sums, events, options);
    double const mean = total(sums) / static_cast<double>(train_part.size());
    std::vector<float> weights;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventInfo const& event = sequences.events[n];
        double const factor = by[class_of(event, options)][bin_of(sequences, n, flatten)];
        weights.push_back(static_cast<float>(factor * own_weight(event, options) / mean));
    }
    return weights;
}

}  // namespace jetseq::train
