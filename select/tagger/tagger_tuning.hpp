#pragma once
#include <cstdint>
#include <vector>

#include "boson_tagger.hpp"

namespace jetseq {

/// A large-R jet that is known to be a boson or background. `is_test`: measures the result and tunes nothing.
struct TuningJet {
    LargeJet jet;
    double weight = 1;
    bool is_signal = false;
    bool is_test = false;
};

/// The quantity that the working point of a pt bin maximises.
enum class FigureOfMerit {
    s_over_sqrt_b,
    asimov,            ///< asimov_significance()
    fixed_efficiency,  ///< background rejection, among cuts that keep at least the signal efficiency wanted
};

struct TuningOptions {
    FigureOfMerit figure = FigureOfMerit::fixed_efficiency;
    double signal_efficiency = 0.5;       ///< for fixed_efficiency
    double background_uncertainty = 0.1;  ///< relative, for asimov
    double signal_yield = 0;              ///< jets expected in all pt bins, for asimov; 0: the sum of weights
    double background_yield = 0;
    std::vector<double> pt_edges{200, 250, 300, 400, 500, 700, 1000, 3000};  ///< [GeV], rising
    int degree = 1;                   ///< of the curves in ln(pt), 0 to 2; fewer if there are too few bins
    double min_signal_jets = 50;      ///< a bin with fewer jets to tune on is left out
    double min_background_jets = 20;  ///< not for fixed_efficiency, which needs the shape of the background only
    double background_prior = 20;     ///< jets added in each bin, distributed as the background of all bins together
};

/// The best cuts of one pt bin, before they are smoothed.
struct TunedBin {
    double pt = 0;  ///< weighted mean of the signal [GeV]
    double mass_low = 0, mass_high = 0, d2_max = 0, n_trk_max = 0;
    double signal_efficiency = 0, background_efficiency = 0;  ///< on the jets that tuned it, prior included
    std::uint64_t signal_jets = 0, background_jets = 0;
};

struct Tuning {
    std::vector<TunedBin> bins;
    BosonCuts cuts;  ///< the bins' cuts, smoothed
};

/// Scans all mass windows (steps of 2.5 GeV), D2 (0.1) and n_trk (2) in each bin and fits curves through the best.
/// Throws Error if no bin has enough jets, or for options out of range.
Tuning tune_boson(std::vector<TuningJet> const& jets, TuningOptions const& options);

/// Jets whose tags a frozen tagger must reproduce: on both sides of each of its cuts, at several pt.
std::vector<TagCanary> tag_canaries(BosonTagger const& tagger);

}  // namespace jetseq
