#include "select/variables/needed_columns.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/text/near_match.hpp"

namespace jetseq {
namespace {

/// Of the boson that does not decay to quarks.
std::vector<std::string> needed_by_other_boson(int leptons) {
    if (leptons == 0) return {"events.met", "events.met_phi"};
    if (leptons == 1) return {"events.met", "events.met_phi", "leptons", "leptons.quality"};
    if (leptons == 2) return {"leptons"};
    return {"large_jets"};
}

bool uses(std::vector<Cut> const& cuts, std::string const& column, int leptons) {
    for (std::size_t v = 0; v < all_variables().size(); ++v) {
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
    std::vector<std::string> needed;
    for (auto const& column : info_of(variable).columns) {
        if (column != "other_boson") {
            needed.push_back(column);
            continue;
        }
        for (auto& of_boson : needed_by_other_boson(leptons)) needed.push_back(std::move(of_boson));
    }
    return needed;
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
