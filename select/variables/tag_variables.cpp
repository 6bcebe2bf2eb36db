#include "select/variables/tag_variables.hpp"

#include <cmath>

#include "core/error.hpp"
#include "event/kinematics.hpp"
#include "select/cuts/vbf_cuts.hpp"

namespace jetseq {
namespace {

bool is_same(Jet const& a, Jet const& b) noexcept { return a.pt == b.pt && a.eta == b.eta && a.phi == b.phi; }

/// The centrality of the hardest jet that is no tag jet.
float centrality(JetSequence jets, TagJets const& tag) noexcept {
    for (Jet const& jet : jets) {
        if (is_same(jet, tag.first) || is_same(jet, tag.second)) continue;
        float const distance = (jet.eta - (tag.first.eta + tag.second.eta) / 2) / tag.delta_eta;
        return std::exp(-4 * distance * distance);
    }
    return 0;
}

}  // namespace

std::array<float, tag_variable_names.size()> tag_variables(JetSequence jets) noexcept {
    auto const n_jets = static_cast<float>(jets.size());
    auto const tag = find_tag_jets(jets);
    if (!tag.found) return {n_jets};
    return {n_jets,
            1,
            static_cast<float>(tag.m_jj),
            tag.delta_eta,
            delta_phi(tag.first.phi, tag.second.phi),
            tag.first.pt,
            tag.first.eta,
            tag.second.pt,
            tag.second.eta,
            centrality(jets, tag)};
}

std::vector<std::size_t> places_of_tag_variables(std::vector<std::string> const& names) {
    std::vector<std::size_t> places;
    std::string known;
    for (auto const* name : tag_variable_names) known += (known.empty() ? "" : ", ") + std::string{name};
    for (auto const& name : names) {
        std::size_t place = 0;
        while (place < tag_variable_names.size() && name != tag_variable_names[place]) ++place;
        if (place == tag_variable_names.size()) {
            throw Error{"the variable '" + name + "' can't be computed (known: " + known +
                        "). Choose among them, or give files with a dataset `variables` that holds it"};
        }
        places.push_back(place);
    }
    return places;
}

}  // namespace jetseq
