#pragma once

namespace jetseq::data {

/// The jets of the sequences: those with pt > pt_min and abs(eta) < abs_eta_max.
struct JetSelection {
    float pt_min = 30;  ///< [GeV]
    float abs_eta_max = 4.5F;
};

}  // namespace jetseq::data
