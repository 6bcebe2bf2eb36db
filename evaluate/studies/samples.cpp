#include "evaluate/studies/samples.hpp"

#include <set>

namespace jetseq::evaluate {
namespace {

/// Events of other samples get weight 0.
SampleDensity sample_density(ScoredEvents const& events, std::map<SampleAndLabel, std::string> const& names,
                             SampleAndLabel const& sample) {
    std::vector<float> weight(events.size());
    SampleDensity result{{}, sample.second, 0, {}};
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (SampleAndLabel{events.sample[i], events.label[i]} == sample) weight[i] = events.weight[i], ++result.n;
    }
    auto const name = names.find(sample);
    result.name = name == names.end() ? "sample " + std::to_string(sample.first) : name->second;
    result.density = score_density({events.score, events.label, weight}, result.label, score_edges());
    return result;
}

}  // namespace

std::vector<SampleDensity> sample_densities(ScoredEvents const& events,
                                            std::map<SampleAndLabel, std::string> const& names) {
    std::set<SampleAndLabel> samples;
    for (std::size_t i = 0; i < events.size(); ++i) samples.emplace(events.sample[i], events.label[i]);
    std::vector<SampleDensity> densities;
    if (samples.size() <= 2) return densities;
    for (auto const& sample : samples) densities.push_back(sample_density(events, names, sample));
    return densities;
}

}  // namespace jetseq::evaluate
