#include "workflow/evaluate/scored_part.hpp"

#include <algorithm>
#include <cmath>

#include "workflow/events/seen_events.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

template <class Model>
ScoredPart scored(Model const& model, data::Sequences const& read, std::vector<std::size_t> const& chosen) {
    auto const sequences = data::reordered(read, chosen);
    ScoredPart part{scores_of(model, sequences), {}, {}};
    for (auto const& event : sequences.events) {
        part.label.push_back(event.production == Production::vbf ? 1 : 0), part.weight.push_back(event.weight);
    }
    return part;
}

}  // namespace

ScoredPart scored_part(Classifier const& classifier, data::Sequences const& read,
                       std::vector<std::size_t> const& chosen) {
    return scored(classifier, read, chosen);
}

ScoredPart scored_part(FrozenModel const& model, data::Sequences const& read, std::vector<std::size_t> const& chosen) {
    return scored(model, read, chosen);
}

ScoredPart part_of_training(Classifier const& classifier, data::Sequences const& read, data::Part wanted) {
    auto const seen = seen_events(classifier.model());
    std::vector<std::size_t> chosen;
    for (std::size_t n = 0; n < read.size(); ++n) {
        bool const labelled = read.events[n].production != Production::unknown;
        if (labelled && seen.part_of(read.events[n]) == wanted) chosen.push_back(n);
    }
    return scored_part(classifier, read, chosen);
}

double largest_difference(std::span<float const> a, std::span<float const> b) {
    double largest = 0;
    for (std::size_t n = 0; n < a.size(); ++n) {
        double const one = std::fabs(static_cast<double>(a[n]) - b[n]);
        if (std::isnan(one)) return one;
        largest = std::max(largest, one);
    }
    return largest;
}

}  // namespace jetseq::workflow
