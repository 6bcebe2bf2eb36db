#pragma once
#include <string>

#include "select/cutflow/cutflow.hpp"

namespace jetseq::workflow {

/// One row for each sample, region and cut, with 68.3 % Wilson intervals of the weighted efficiency
/// (docs/reference/formats.md).
std::string cutflow_csv(Cutflow const& cutflow);

/// Correlations of cuts: phi = (p_ij - p_i p_j) / sqrt(p_i (1 - p_i) p_j (1 - p_j)) of the weighted fractions of events
/// that pass, for each pair of cuts of each region and sample.
inline constexpr char correlations_csv_begins[] = "sample_id,signal_type,mass,spin,leptons,region,cut,other_cut,phi\n";
std::string correlations_csv(Cutflow const& cutflow);

/// A text: the cuts of each region over all samples together, then the events of each sample in each region.
std::string cutflow_table(Cutflow const& cutflow);

}  // namespace jetseq::workflow
