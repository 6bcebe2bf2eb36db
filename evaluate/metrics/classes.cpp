#include "evaluate/metrics/classes.hpp"

#include <algorithm>

namespace jetseq::evaluate {
namespace {

/// Probabilities [events, classes] with the true classes.
struct ClassifiedEvents {
    std::span<float const> probabilities;
    std::span<std::int8_t const> labels;
    std::span<float const> weights;
    std::size_t classes;

    std::size_t size() const { return labels.size(); }
    float probability(std::size_t event, std::size_t k) const { return probabilities[event * classes + k]; }
    bool is(std::size_t event, std::size_t k) const { return static_cast<std::size_t>(labels[event]) == k; }
    std::size_t likeliest(std::size_t event) const {
        auto const first = probabilities.begin() + static_cast<std::ptrdiff_t>(event * classes);
        return static_cast<std::size_t>(std::max_element(first, first + static_cast<std::ptrdiff_t>(classes)) - first);
    }
};

/// Scores of some events; label 1 is the class in question.
struct TwoClasses {
    std::vector<float> score, weight;
    std::vector<std::int8_t> label;

    operator LabelledScores() const { return {score, label, weight}; }
};

TwoClasses against_others(ClassifiedEvents const& events, std::size_t k) {
    TwoClasses result;
    for (std::size_t n = 0; n < events.size(); ++n) {
        result.score.push_back(events.probability(n, k)), result.weight.push_back(events.weights[n]);
        result.label.push_back(events.is(n, k) ? 1 : 0);
    }
    return result;
}

/// Events of two classes with the score p_k / (p_k + p_other), which has the order of the ratio p_k / p_other.
TwoClasses against_one(ClassifiedEvents const& events, std::size_t k, std::size_t other) {
    TwoClasses result;
    for (std::size_t n = 0; n < events.size(); ++n) {
        if (!events.is(n, k) && !events.is(n, other)) continue;
        double const p = events.probability(n, k), sum = p + events.probability(n, other);
        result.score.push_back(static_cast<float>(sum > 0 ? p / sum : 0.5)), result.weight.push_back(events.weights[n]);
        result.label.push_back(events.is(n, k) ? 1 : 0);
    }
    return result;
}

/// Fractions of the events of class k by their most probable class.
std::vector<Efficiency> called(ClassifiedEvents const& events, std::size_t k) {
    std::vector<WeightSum> sums(events.classes);
    WeightSum all;
    for (std::size_t n = 0; n < events.size(); ++n) {
        if (!events.is(n, k)) continue;
        all.add(events.weights[n]), sums[events.likeliest(n)].add(events.weights[n]);
    }
    std::vector<Efficiency> shares;
    shares.reserve(sums.size());
    for (auto const& sum : sums) shares.push_back(efficiency(sum, all));
    return shares;
}

}  // namespace

std::vector<ClassResult> class_results(std::vector<std::string> const& names, std::span<float const> probabilities,
                                       std::span<std::int8_t const> labels, std::span<float const> weights) {
    ClassifiedEvents const events{probabilities, labels, weights, names.size()};
    std::vector<ClassResult> results;
    for (std::size_t k = 0; k < names.size(); ++k) {
        auto const scores = against_others(events, k);
        Ranking const ranking{scores};
        ClassResult result{names[k], 0, auc(ranking), {}, called(events, k), thinned(ranking)};
        result.events = static_cast<std::uint64_t>(std::count(scores.label.begin(), scores.label.end(), 1));
        for (std::size_t other = 0; other < names.size(); ++other) {
            result.against.push_back(other == k ? Auc{} : auc(LabelledScores{against_one(events, k, other)}));
        }
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace jetseq::evaluate
