#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "../../event/kinematics.hpp"
#include "../../infer/scorer.hpp"
#include "../candidate/v_candidate.hpp"
#include "../objects/objects.hpp"
#include "../tagger/boson_tagger.hpp"
#include "event_score.hpp"
#include "region.hpp"

namespace jetseq {

/// An analysis of one channel: the selection of objects, and the regions.
struct Selection {
    int leptons = 2;  ///< channel: 0 (ZV -> vvqq), 1 (WV -> lvqq), 2 (ZV -> llqq), -1 (VV -> qqqq)
    ObjectCuts objects;
    VCandidateCuts candidate;
    std::vector<Cut> preselection;  ///< the first cuts of every region
    std::vector<Region> regions;    ///< an event belongs to the first that it passes

    /// True if a cut uses `variable`.
    bool uses(Variable variable) const noexcept;
    bool uses_score() const noexcept;
    bool uses_boson_tagger() const noexcept;
};

/// Applies a selection to events: make one for each thread. Throws Error if a cut uses the score or the boson tags and
/// there is no classifier or tagger, and for a classifier of objects by names without a `score` to compute them.
class EventSelector {
public:
    /// `selection`, `tagger` and `score` must outlive it. `every_cut`: see passed_mask(). `score` is used in place of
    /// `classifier`, if given.
    EventSelector(Selection const& selection, Classifier const* classifier, BosonTagger const* tagger,
                  bool every_cut = false, EventScore* score = nullptr);

    /// Selects one event, in GeV and rad, each kind of objects in falling pt. Returns the index of its region in
    /// Selection::regions; -1: none.
    int operator()(Event const& event);

    // Of the last event:

    /// Those of a candidate are set if a cut used them, if the event is in a region of its regime, and with
    /// `every_cut`.
    Variables const& variables() const noexcept { return variables_; }
    /// The number of cuts of region `r`, those of the preselection first, that are passed before the first that fails.
    std::uint32_t passed(std::size_t r) const noexcept { return passed_[r]; }
    /// With `every_cut`: bit c is set if cut c of region `r` is passed, whatever the cuts before.
    std::uint64_t passed_mask(std::size_t r) const noexcept { return masks_[r]; }
    /// The number of regions that it passes.
    int n_regions() const noexcept { return n_regions_; }
    /// The objects of select_objects().
    Event const& objects() const noexcept { return event_; }
    /// The jets that a training reads of an event in a region of `regime`: those that are not part of the candidate of
    /// that regime or, without one, those of event_sequence().
    EventSequence sequence(Regime regime) const;
    /// The candidate of that sequence.
    VCandidate const& candidate(Regime regime) const noexcept;

private:
    struct Hypothesis {
        VCandidate candidate;
        std::vector<Jet> sequence;
    };

    void find_candidate(Regime regime, Hypothesis& hypothesis);
    void find_score(Regime regime, Hypothesis const& hypothesis);

    /// Costly quantities that a cut uses, as bits. Each is computed for the first cut that uses it.
    using Needs = std::uint8_t;
    static constexpr Needs merged = 1, merged_score = 2, resolved = 4, resolved_score = 8;
    static Needs needs_of(Requirement const& requirement) noexcept;
    void provide(Needs needs);
    void provide_all_of(Region const& region);
    std::uint32_t preselect(std::uint64_t& mask);
    void count_cuts(std::size_t r, std::uint32_t passed, std::uint64_t mask);

    Selection const& selection_;
    EventScore* event_score_;
    std::optional<Scorer> score_;
    std::vector<std::size_t> score_variables_;  ///< of a network of tag variables: their indices
    BosonTagger const* tagger_;
    bool every_cut_;
    std::vector<Needs> preselection_needs_;         ///< [cuts]
    std::vector<std::vector<Needs>> region_needs_;  ///< [regions][cuts]
    Needs ready_ = 0;
    Event event_;  ///< the selected objects
    Hypothesis merged_, resolved_;
    FourVector lepton_boson_;  ///< in a channel with one or two leptons
    Variables variables_;
    std::vector<std::uint32_t> passed_;
    std::vector<std::uint64_t> masks_;
    int n_regions_ = 0;
};

}  // namespace jetseq
