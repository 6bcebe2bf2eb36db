#include "select/variables/needed_columns.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/text/near_match.hpp"

namespace jetseq {
namespace {

using V = Variable;

bool is_between(Variable first, Variable variable, Variable last) { return first <= variable && variable <= last; }

/// Of the boson that does not decay to quarks.
std::vector<std::string> needed_by_other_boson(int leptons) {
    if (leptons == 0) return {"events.met", "events.met_phi"};
    if (leptons == 1) return {"events.met", "events.met_phi", "leptons", "leptons.quality"};
    if (leptons == 2) return {"leptons"};
    return {"large_jets"};
}

/// Of a variable of the candidate of a regime.
std::vector<std::string> needed_by_candidate(Variable variable, Regime regime, int leptons) {
    std::vector<std::string> needed;
    if (regime == Regime::merged) needed = {"large_jets"};
    if (variable == of_candidate(V::merged_n_extra_btags, regime)) needed.emplace_back("jets.btag");
    if (is_between(of_candidate(V::merged_m_vv, regime), variable, of_candidate(V::merged_pt_over_m, regime))) {
        for (auto& column : needed_by_other_boson(leptons)) needed.push_back(std::move(column));
    }
    return needed;
}

std::vector<std::string> needed_by_large_jets(Variable variable) {
    switch (variable) {
        case V::large1_d2:
        case V::large2_d2:
        case V::large1_w_d2:
        case V::large1_z_d2:
        case V::large2_w_d2:
        case V::large2_z_d2:
            return {"large_jets", "large_jets.d2"};
        case V::large1_n_trk:
        case V::large2_n_trk:
        case V::large1_w_n_trk:
        case V::large1_z_n_trk:
        case V::large2_w_n_trk:
        case V::large2_z_n_trk:
            return {"large_jets", "large_jets.n_trk"};
        default:
            return {"large_jets"};
    }
}

bool uses(std::vector<Cut> const& cuts, std::string const& column, int leptons) {
    for (std::size_t v = 0; v < n_variables; ++v) {
        auto const variable = static_cast<Variable>(v);
        auto const needed = needed_columns(variable, leptons);
        if (std::count(needed.begin(), needed.end(), column) == 0) continue;
        for (auto const& cut : cuts) {
            if (cut.requirement.uses(variable)) return true;
        }
    }
    return false;
}

}  // namespace

std::vector<std::string> needed_columns(Variable variable, int leptons) {
    switch (variable) {
        case V::met:
            return {"events.met"};
        case V::pt_miss:
            return {"events.pt_miss"};
        case V::pt_lv:
            return {"events.met", "events.met_phi", "leptons", "leptons.quality"};
        case V::n_signal_leptons:
        case V::signal_lepton_pt:
            return {"leptons", "leptons.quality"};
        case V::n_jets:
        case V::n_central_jets:
            return {};
        case V::n_btags:
            return {"jets.btag"};
        default:
            break;
    }
    if (is_between(V::n_loose_leptons, variable, V::pt_ll)) return {"leptons"};
    if (is_between(V::n_large_jets, variable, V::large2_z_n_trk)) return needed_by_large_jets(variable);
    auto const regime = variable < V::resolved_candidate ? Regime::merged : Regime::resolved;
    return needed_by_candidate(variable, regime, leptons);
}

std::vector<std::string> regions_that_need(std::string const& column, Selection const& selection) {
    std::vector<std::string> names;
    bool const all = uses(selection.preselection, column, selection.leptons);
    for (auto const& region : selection.regions) {
        if (all || uses(region.cuts, column, selection.leptons)) names.push_back(region.name);
    }
    return names;
}

std::string words_for(std::string const& column) {
    auto const dot = column.find('.');
    if (column == "large_jets") return "large-R jets";
    if (dot == std::string::npos) return column;
    std::string const table = column.substr(0, dot);
    return "'" + column.substr(dot + 1) + "' of the " + (table == "large_jets" ? "large-R jets" : table);
}

void require_columns(Selection const& selection, Absent const& absent, std::string const& file,
                     std::string const& why) {
    for (auto const& column : absent) {
        auto const regions = regions_that_need(column, selection);
        if (regions.empty()) continue;
        throw Error{file + " has no " + words_for(column) + " (" + why +
                    ", so no cut on it can be judged). Regions that ask for it: " + joined(regions) +
                    ". Make the file with it, or leave these regions out"};
    }
}

}  // namespace jetseq
