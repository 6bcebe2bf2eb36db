#pragma once
#include "../../event/objects.hpp"

namespace jetseq {

/// The cut-based VBF category that the network replaces (HDBS-2018-10; 630 GeV in another channel's tuning).
struct VbfCuts {
    float m_jj_min = 770;  ///< [GeV]
    float delta_eta_min = 4.7F;
};

/// The two jets in opposite hemispheres (eta1 * eta2 < 0) with the largest m_jj.
struct TagJets {
    bool found = false;
    Jet first{}, second{};  ///< in falling pt
    double m_jj = 0;        ///< [GeV]
    float delta_eta = 0;    ///< abs(eta1 - eta2)
};

TagJets find_tag_jets(JetSequence jets) noexcept;

/// True if there are tag jets with m_jj and delta_eta above the cuts.
bool is_vbf(JetSequence jets, VbfCuts const& cuts = {}) noexcept;

}  // namespace jetseq
