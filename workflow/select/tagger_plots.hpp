#pragma once
#include <string>
#include <vector>

#include "evaluate/metrics/efficiency.hpp"
#include "evaluate/metrics/roc.hpp"
#include "select/tagger/tagger_tuning.hpp"

namespace jetseq::workflow {

/// The efficiencies of a tagger on the test part in a range of pt.
struct TaggerEfficiency {
    double pt_low, pt_high;                             ///< [GeV]
    evaluate::Efficiency signal, background;            ///< all three cuts
    evaluate::Efficiency signal_mass, background_mass;  ///< the mass window alone
};

std::vector<TaggerEfficiency> measure_tagger(BosonTagger const& tagger, Boson boson, std::vector<TuningJet> const& jets,
                                             std::vector<double> const& pt_edges);

/// The ROC curve on the test part as the cut on D2 varies, for all pt at once; mass window and n_trk are fixed. "vbf"
/// is the signal, "ggf" the background.
evaluate::Roc tagger_roc(BosonTagger const& tagger, Boson boson, std::vector<TuningJet> const& jets);

std::string efficiency_csv(std::vector<TaggerEfficiency> const& by_pt);
std::string efficiency_svg(std::vector<TaggerEfficiency> const& by_pt, std::string const& boson);
std::string roc_csv(evaluate::Roc const& roc);
std::string roc_svg(evaluate::Roc const& roc, TaggerEfficiency const& working_point, std::string const& boson);

}  // namespace jetseq::workflow
