#include "select/cuts/vbf_cuts.hpp"

#include <algorithm>
#include <array>

#include "event/kinematics.hpp"
#include "event/threshold.hpp"

namespace jetseq {

TagJets find_tag_jets(JetSequence jets) noexcept {
    constexpr std::size_t kept = 16;  // four-vectors; those of further jets (rare) are computed for each pair
    std::array<FourVector, kept> momenta;
    for (std::size_t i = 0; i < std::min(kept, jets.size()); ++i) momenta[i] = four_vector(jets[i]);
    auto const momentum = [&](std::size_t i) { return i < kept ? momenta[i] : four_vector(jets[i]); };
    TagJets best;
    for (std::size_t i = 0; i < jets.size(); ++i) {
        for (std::size_t j = i + 1; j < jets.size(); ++j) {
            if (jets[i].eta * jets[j].eta >= 0) continue;
            double const m = mass(momentum(i) + momentum(j));
            if (best.found && m <= best.m_jj) continue;
            best = {true, jets[i], jets[j], m, std::fabs(jets[i].eta - jets[j].eta)};
        }
    }
    return best;
}

bool is_vbf(JetSequence jets, VbfCuts const& cuts) noexcept {
    TagJets const tag = find_tag_jets(jets);
    return tag.found && is_above(tag.m_jj, cuts.m_jj_min) && is_above(tag.delta_eta, cuts.delta_eta_min);
}

}  // namespace jetseq
