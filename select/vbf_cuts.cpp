#include "jetseq/select/vbf_cuts.hpp"

#include "jetseq/event/kinematics.hpp"

namespace jetseq {

TagJets find_tag_jets(JetSequence jets) noexcept {
    TagJets best;
    for (std::size_t i = 0; i < jets.size(); ++i) {
        for (std::size_t j = i + 1; j < jets.size(); ++j) {
            if (jets[i].eta * jets[j].eta >= 0) continue;
            double const mass = m_jj(jets[i], jets[j]);
            if (best.found && mass <= best.m_jj) continue;
            best = {true, jets[i], jets[j], mass, std::fabs(jets[i].eta - jets[j].eta)};
        }
    }
    return best;
}

bool is_vbf(JetSequence jets, VbfCuts const& cuts) noexcept {
    TagJets const tag = find_tag_jets(jets);
    return tag.found && tag.m_jj > cuts.m_jj_min && tag.delta_eta > cuts.delta_eta_min;
}

}  // namespace jetseq
