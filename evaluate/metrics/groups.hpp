#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "evaluate/metrics/auc.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "evaluate/scores/scored_events.hpp"

namespace jetseq::evaluate {

/// The performance of a model in a group.
struct ModelInGroup {
    Auc auc;
    ClassEfficiencies at_threshold;   ///< score > the first of report_thresholds
    ClassEfficiencies at_background;  ///< score > the threshold that gives Report::background over all groups
    Efficiency vbf_flat;              ///< VBF efficiency at a threshold that gives Report::background in this group
};

/// Events that share a property, such as their number of jets.
struct EventGroup {
    std::string name;                            ///< for people: "1", ">= 3", "1000 GeV"
    double key = 0;                              ///< for programs: the value of the property; its lower end for ">= 3"
    std::uint64_t n_vbf = 0, n_ggf = 0;          ///< events, unweighted
    Efficiency vbf_fraction, ggf_fraction;       ///< weighted fraction of the class that is in this group
    std::vector<OperatingPoint> working_points;  ///< of the first model at report_thresholds
    ClassEfficiencies cut_based;
    std::vector<ModelInGroup> models;  ///< in the order of Report::models
};

/// All events, sorted into groups by a property.
struct Grouping {
    std::string key;    ///< for programs: "n_jets"
    std::string title;  ///< for people: "Jets in the sequence"
    std::vector<EventGroup> groups;
};

/// The scores of one model for all events, and its threshold for the background.
struct ModelScores {
    std::vector<float> const* score;
    double threshold_at_background;
};

/// Groups the events by number of jets, by the numbers of objects that a network reads by names, by mass, pT and eta of
/// the first jet, soft jets, channel, regime and spin, as far as they are known. Groups without events are left out,
/// except those of 0, 1, 2 and >= 3 jets.
std::vector<Grouping> groupings(ScoredEvents const& events, std::vector<ModelScores> const& models, double background);

}  // namespace jetseq::evaluate
