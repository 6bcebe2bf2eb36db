#include "select/cuts/event_selector.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "select/variables/tag_variables.hpp"

namespace jetseq {
namespace {

using V = Variable;

constexpr std::size_t most_cuts = 64, most_regions = 64;  // bits of a mask

bool uses_any(std::vector<Cut> const& cuts, Variable variable) {
    return std::any_of(cuts.begin(), cuts.end(), [&](Cut const& cut) { return cut.requirement.uses(variable); });
}

}  // namespace

bool Selection::uses(Variable variable) const noexcept {
    return uses_any(preselection, variable) || std::any_of(regions.begin(), regions.end(), [&](Region const& region) {
               return uses_any(region.cuts, variable);
           });
}

bool Selection::uses_score() const noexcept { return uses(V::merged_score) || uses(V::resolved_score); }

bool Selection::uses_boson_tagger() const noexcept {
    for (int v = static_cast<int>(V::large1_w_mass); v <= static_cast<int>(V::large2_z_n_trk); ++v) {
        if (uses(static_cast<Variable>(v))) return true;
    }
    return false;
}

EventSelector::EventSelector(Selection const& selection, Classifier const* classifier, BosonTagger const* tagger,
                             bool every_cut)
    : selection_{selection},
      tagger_{tagger},
      every_cut_{every_cut},
      passed_(selection.regions.size()),
      masks_(selection.regions.size()) {
    if (selection.uses_score() && classifier == nullptr) {
        throw Error{
            "the selection cuts on the score but there is no classifier (no model was given). Give one, or "
            "use the cut-based category"};
    }
    if (selection.uses_boson_tagger() && tagger == nullptr) {
        throw Error{
            "the selection uses boson tags but there is no boson tagger (no file was given). Give the selection a "
            "boson tagger"};
    }
    if (selection.regions.size() > most_regions) {
        throw Error{"there are too many regions (64 at most). Split the configuration"};
    }
    for (auto const& region : selection.regions) {
        if (selection.preselection.size() + region.cuts.size() <= most_cuts) continue;
        throw Error{"region '" + region.name + "' has too many cuts (64 at most). Join some with `all`"};
    }
    if (classifier != nullptr) {
        score_.emplace(*classifier);
        std::vector<std::string> names;
        for (auto const& input : classifier->model().inputs) names.push_back(input.name);
        if (classifier->model().takes_variables()) score_variables_ = places_of_tag_variables(names);
    }
    for (auto const& cut : selection.preselection) preselection_needs_.push_back(needs_of(cut.requirement));
    for (auto const& region : selection.regions) {
        auto& needs = region_needs_.emplace_back();
        for (auto const& cut : region.cuts) needs.push_back(needs_of(cut.requirement));
    }
}

EventSelector::Needs EventSelector::needs_of(Requirement const& requirement) noexcept {
    Needs needs = 0;
    for (int v = static_cast<int>(V::merged_candidate); v < static_cast<int>(n_variables); ++v) {
        auto const variable = static_cast<Variable>(v);
        if (!requirement.uses(variable)) continue;
        needs |= variable < V::resolved_candidate ? merged : resolved;
        if (variable == V::merged_score) needs |= merged_score;
        if (variable == V::resolved_score) needs |= resolved_score;
    }
    return needs;
}

void EventSelector::provide(Needs needs) {
    if ((needs & resolved) != 0) needs |= merged;  // where the resolved candidate is that of the merged search too
    needs = static_cast<Needs>(needs & ~ready_);
    if (needs == 0) return;
    if ((needs & merged) != 0) set_candidate_variables(Regime::merged, merged_);
    if ((needs & resolved) != 0) set_candidate_variables(Regime::resolved, resolved_);
    if ((needs & merged_score) != 0) set_score(Regime::merged, merged_);
    if ((needs & resolved_score) != 0) set_score(Regime::resolved, resolved_);
    ready_ |= needs;
}

void EventSelector::provide_all_of(Region const& region) {
    provide(region.regime == Regime::resolved ? resolved | resolved_score : merged | merged_score);
}

EventSequence EventSelector::sequence(Regime regime) const {
    auto const& own = (regime == Regime::resolved ? resolved_ : merged_).candidate;
    auto const& candidate =
        own.regime == regime ? own : merged_.candidate;  // of merged_: what find_v_candidate() found
    return {candidate.regime, sequence_of(event_, candidate, selection_.candidate)};
}

int EventSelector::operator()(Event const& event) {
    select_objects(event, selection_.objects, event_);
    event_.info.leptons = selection_.leptons;  // the channel of the analysis, not that of the simulation
    variables_.clear();
    merged_.sequence.clear(), resolved_.sequence.clear();
    ready_ = 0;
    set_object_variables();
    set_lepton_variables();
    set_large_jet_variables();
    if (tagger_ != nullptr) set_tags();

    if (every_cut_) provide(merged | merged_score | resolved | resolved_score);
    std::uint64_t mask = 0;
    std::uint32_t const passed = preselect(mask);
    n_regions_ = 0;
    int first = -1;
    for (std::size_t r = 0; r < passed_.size(); ++r) {
        count_cuts(r, passed, mask);
        if (passed_[r] < selection_.preselection.size() + selection_.regions[r].cuts.size()) continue;
        if (n_regions_++ == 0) first = static_cast<int>(r);
    }
    if (first >= 0) provide_all_of(selection_.regions[static_cast<std::size_t>(first)]);
    return first;
}

/// How many of the first cuts of the preselection hold; `mask`: which do.
std::uint32_t EventSelector::preselect(std::uint64_t& mask) {
    std::uint32_t passed = 0;
    for (std::uint32_t c = 0; c < selection_.preselection.size(); ++c) {
        provide(preselection_needs_[c]);
        bool const holds = selection_.preselection[c].requirement(variables_);
        if (!holds && !every_cut_) break;
        if (!holds) continue;
        mask |= std::uint64_t{1} << c;
        if (passed == c) ++passed;
    }
    return passed;
}

void EventSelector::count_cuts(std::size_t r, std::uint32_t passed, std::uint64_t mask) {
    passed_[r] = passed, masks_[r] = mask;
    auto const before = static_cast<std::uint32_t>(selection_.preselection.size());
    if (passed < before && !every_cut_) return;
    auto const& cuts = selection_.regions[r].cuts;
    std::size_t held = 0;
    if (cuts.empty()) variables_.regions |= std::uint64_t{1} << r;
    for (std::uint32_t i = 0; i < cuts.size(); ++i) {
        provide(region_needs_[r][i]);
        bool const holds = cuts[i].requirement(variables_);
        if (!holds && !every_cut_) return;
        if (!holds) continue;
        masks_[r] |= std::uint64_t{1} << (before + i);
        if (passed_[r] == before + i) ++passed_[r];
        if (++held == cuts.size()) variables_.regions |= std::uint64_t{1} << r;
    }
}

}  // namespace jetseq
