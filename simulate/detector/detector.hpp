#pragma once
#include <cstdint>

#include "core/math/random.hpp"
#include "event/event.hpp"
#include "simulate/options/options.hpp"
#include "simulate/generator/particles.hpp"

namespace jetseq::simulate {

/// A stand-in for a detector and its reconstruction, one per thread. No magnetic field. (+): in quadrature.
///
/// Visible: charged particles with abs(eta) < 2.5 and pt > 0.4 GeV; others with abs(eta) < 4.9 and E > 0.5 GeV.
/// Tracks: charged particles with abs(eta) < 2.5 and pt > 0.5 GeV, found with a given efficiency.
/// Leptons: e, mu from W and Z with photons within 0.1; pt smeared by 1.5 % (e), 1.5 % (+) 8 % per TeV (mu);
///   pt > 7 GeV, abs(eta) < 2.47 (e), 2.7 (mu). A lost lepton is in no jet; an electron's energy remains visible.
/// Jets: anti-kt R = 0.4, abs(eta) < 4.5, pt and e smeared by jet_resolution() (event/jet_resolution.hpp). b-tags: a b
///   or c hadron of pt > 5 GeV within 0.3.
/// Large jets: anti-kt R = 1.0, trimmed (kt 0.2, 5 %), abs(eta) < 2.5; pt smeared by 5 %, m by 8 %. `n_trk` counts
///   the tracks of the untrimmed jet; D2 is that of the trimmed jet's particles, unsmeared.
/// Missing momentum: minus the sum of leptons, jets and everything else visible (the soft term), which is smeared in
///   x and y by 0.5 sqrt(sum of its pt / GeV) GeV. `pt_miss`: magnitude of the sum of tracks.
///
/// With pile-up, the pt of jets is reduced by pt_density() times pi 0.4^2, and the other components by the same factor.
/// Jets with pt < 60 GeV and abs(eta) < 2.4 need R_pT of at least 0.1: summed pt of the tracks in the jet, which are
/// those of the hard interaction, over pt of the jet (ATLAS-CONF-2014-018; part of its jet vertex tagger). The soft
/// term is made of tracks outside jets. Large jets are trimmed only. Photons of pile-up belong to no lepton.
class Detector {
public:
    /// `pileup`: what has been added to the events.
    Detector(DetectorOptions const& options, std::uint64_t seed, PileupOptions const& pileup = {})
        : options_{options}, pileup_{pileup}, random_{seed} {}

    /// The reconstructed `event`. `shared`: the numbers that are known already.
    Event operator()(ParticleEvent event, EventInfo const& shared);

private:
    DetectorOptions options_;
    PileupOptions pileup_;
    Random random_;
};

}  // namespace jetseq::simulate
