#pragma once
#include <string>
#include <vector>

#include "evaluate/studies/trust.hpp"
#include "workflow/evaluate/trust_study.hpp"

namespace jetseq::workflow {

/// The effect of score > 0.6 on m_VV, the mass of the resonance, of ggF/DY events. `path` is a file of selected events
/// that holds some of the evaluated ones. Events without a mass (0) are left out, and `warnings` gets a sentence that
/// says so. Throws Error if the file holds none of the events, none of ggF/DY, or a mass below 0 or not finite.
evaluate::Sculpting study_masses(std::string const& path, StudiedEvents const& events,
                                 std::vector<std::string>& warnings);

}  // namespace jetseq::workflow
