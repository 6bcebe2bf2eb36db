#include "select/cuts/event_selector.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "select/variables/facts.hpp"
#include "select/variables/tag_variables.hpp"

namespace jetseq {
namespace {

constexpr std::size_t most_cuts = 64, most_regions = 64;  // bits of a mask

bool uses_any(std::vector<Cut> const& cuts, Variable variable) {
    return std::any_of(cuts.begin(), cuts.end(), [&](Cut const& cut) { return cut.requirement.uses(variable); });
}

/// Calls `take(variable, info)` for each variable.
template <class Take>
void for_each_variable(Take const& take) {
    auto const& all = all_variables();
    for (std::size_t v = 0; v < all.size(); ++v) take(static_cast<Variable>(v), all[v]);
}

bool uses_source(Selection const& selection, Source source) {
    bool found = false;
    for_each_variable([&](Variable variable, VariableInfo const& info) {
        found = found || (info.source == source && selection.uses(variable));
    });
    return found;
}

}  // namespace

bool Selection::uses(Variable variable) const noexcept {
    return uses_any(preselection, variable) || std::any_of(regions.begin(), regions.end(), [&](Region const& region) {
               return uses_any(region.cuts, variable);
           });
}

bool Selection::uses_score() const noexcept { return uses_source(*this, Source::score); }

bool Selection::uses_boson_tagger() const noexcept { return uses_source(*this, Source::boson_tags); }

EventSelector::EventSelector(Selection const& selection, Classifier const* classifier, BosonTagger const* tagger,
                             bool every_cut, EventScore* score)
    : selection_{selection},
      event_score_{score},
      tagger_{tagger},
      every_cut_{every_cut},
      passed_(selection.regions.size()),
      masks_(selection.regions.size()) {
    if (selection.uses_score() && classifier == nullptr && score == nullptr) {
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
    if (classifier != nullptr && score == nullptr) {
        if (classifier->model().takes_sequences()) {
            throw Error{"model '" + classifier->model().name +
                        "' reads objects by names (a selection by itself scores the jets beside its candidates only). "
                        "Give an EventScore that computes what it reads"};
        }
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
    for_each_variable([&](Variable variable, VariableInfo const& info) {
        if (info.regime == Regime::none || !requirement.uses(variable)) return;
        bool const is_merged = info.regime == Regime::merged;
        needs |= is_merged ? merged : resolved;
        if (info.source == Source::score) needs |= is_merged ? merged_score : resolved_score;
    });
    return needs;
}

void EventSelector::provide(Needs needs) {
    if ((needs & resolved) != 0) needs |= merged;  // the merged search may have found the resolved candidate
    needs = static_cast<Needs>(needs & ~ready_);
    if (needs == 0) return;
    if ((needs & merged) != 0) find_candidate(Regime::merged, merged_);
    if ((needs & resolved) != 0) find_candidate(Regime::resolved, resolved_);
    if ((needs & merged_score) != 0) find_score(Regime::merged, merged_);
    if ((needs & resolved_score) != 0) find_score(Regime::resolved, resolved_);
    ready_ |= needs;
}

void EventSelector::find_candidate(Regime regime, Hypothesis& hypothesis) {
    auto const& cuts = selection_.candidate;
    auto& candidate = hypothesis.candidate;
    if (regime == Regime::merged) {
        candidate = find_v_candidate(event_, cuts);
    } else if (merged_.candidate.regime == Regime::resolved) {
        candidate = merged_.candidate;
    } else {
        candidate = selection_.leptons < 0 ? VCandidate{} : find_resolved_candidate(event_, cuts);
    }
    if (candidate.regime != regime) return;
    hypothesis.sequence = sequence_of(event_, candidate, cuts);
    variables_.compute(facts_of(candidate, event_, cuts, selection_.leptons, lepton_boson_, hypothesis.sequence));
}

void EventSelector::find_score(Regime regime, Hypothesis const& hypothesis) {
    if (hypothesis.candidate.regime != regime) return;
    if (event_score_ != nullptr) variables_.compute(ScoreFacts{regime, (*event_score_)(event_, hypothesis.candidate)});
    if (!score_) return;
    EventId const id = id_of(event_.info);
    if (score_variables_.empty()) {
        variables_.compute(ScoreFacts{regime, (*score_)(hypothesis.sequence, id)});
        return;
    }
    auto const all = tag_variables(hypothesis.sequence);
    std::array<float const*, tag_variable_names.size()> columns{};
    for (std::size_t k = 0; k < score_variables_.size(); ++k) columns[k] = &all[score_variables_[k]];
    float score = 0;
    EventIds const ids{&id.sample_id, &id.event_number};
    (*score_)({VariableColumns{columns.data()}, 1, ids}, &score);
    variables_.compute(ScoreFacts{regime, score});
}

void EventSelector::provide_all_of(Region const& region) {
    provide(region.regime == Regime::resolved ? resolved | resolved_score : merged | merged_score);
}

VCandidate const& EventSelector::candidate(Regime regime) const noexcept {
    auto const& own = (regime == Regime::resolved ? resolved_ : merged_).candidate;
    return own.regime == regime ? own : merged_.candidate;  // merged_ has the result of find_v_candidate()
}

EventSequence EventSelector::sequence(Regime regime) const {
    auto const& found = candidate(regime);
    return {found.regime, sequence_of(event_, found, selection_.candidate)};
}

int EventSelector::operator()(Event const& event) {
    select_objects(event, selection_.objects, event_);
    event_.info.leptons = selection_.leptons;  // the channel of the analysis, not that of the simulation
    variables_.clear();
    merged_.sequence.clear(), resolved_.sequence.clear();
    ready_ = 0;
    auto const facts = facts_of(event_, selection_.objects, selection_.candidate);
    lepton_boson_ = facts.leptons.boson(selection_.leptons);
    variables_.compute(facts);
    for (std::size_t i = 0; i < event_.large_jets.size() && i < 2; ++i) {
        auto const& jet = event_.large_jets[i];
        variables_.compute(LargeJetFacts{i, jet});
        if (tagger_ != nullptr)
            variables_.compute(TagFacts{i, jet, (*tagger_)(Boson::w, jet), (*tagger_)(Boson::z, jet)});
    }

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

/// The number of cuts of the preselection before the first that fails; sets the bits of those that hold in `mask`.
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
