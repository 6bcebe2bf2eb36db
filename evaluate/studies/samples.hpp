#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "evaluate/scores/score_density.hpp"
#include "evaluate/scores/scored_events.hpp"

namespace jetseq::evaluate {

/// sampleId and label: events of one sample with both labels are two samples.
using SampleAndLabel = std::pair<std::int32_t, std::int8_t>;

/// Score distribution of one sample by the first model.
struct SampleDensity {
    std::string name;
    std::int8_t label;
    std::uint64_t n;
    ScoreDensity density;
};

/// The densities of all samples if there are more than two. A sample without an entry in `names` is named by its
/// sampleId.
std::vector<SampleDensity> sample_densities(ScoredEvents const& events,
                                            std::map<SampleAndLabel, std::string> const& names);

}  // namespace jetseq::evaluate
