#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "../../event/objects.hpp"

namespace jetseq {

/// Names of the high-level variables of two tag jets, in the order of tag_variables().
inline constexpr std::array<char const*, 10> tag_variable_names{
    "n_jets",     ///< of the sequence
    "tag_found",  ///< 1 if there are tag jets (find_tag_jets()); if not, it and all that follow are 0
    "tag_m_jj",   ///< [GeV]
    "tag_delta_eta",
    "tag_delta_phi",  ///< [rad], in [0, pi]
    "tag1_pt",        ///< of the leading one [GeV]
    "tag1_eta",
    "tag2_pt",  ///< [GeV]
    "tag2_eta",
    "tag_centrality",  ///< of the leading other jet: exp(-4 (eta - (eta1 + eta2) / 2)^2 / (eta1 - eta2)^2); 0 without
                       ///< one
};

/// The variables of an event with these jets, which are those of the sequence. The centrality is Zeppenfeld's variable
/// (D. Rainwater, R. Szalapski, D. Zeppenfeld, PRD 54 (1996) 6680) as ATLAS writes it, 1 in the middle of the tag jets
/// and 1 / e at one of them.
std::array<float, tag_variable_names.size()> tag_variables(JetSequence jets) noexcept;

/// The indices of `names` in tag_variable_names. Throws Error for another name.
std::vector<std::size_t> places_of_tag_variables(std::vector<std::string> const& names);

}  // namespace jetseq
