#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/math/random.hpp"
#include "event/event.hpp"
#include "simulate/options/options.hpp"
#include "simulate/generator/particles.hpp"

namespace jetseq::simulate {

/// A jet and what it comes from.
struct LabelledJet {
    std::uint64_t number = 0;  ///< of the jet: next_jet_number()
    std::int32_t sample_id = 0;
    float weight = 1;
    std::int32_t flavour = 0;                       ///< 1: u, d or s; 21: gluon; 4: c; 5: b; 15: tau
    float pt = 0, eta = 0, phi = 0, m = 0;          ///< [GeV, rad]
    std::int32_t n_constituents = 0, n_tracks = 0;  ///< of the jet, also beyond those that are stored
};

/// A measured constituent of a jet. Only tracks have a charge and impact parameters.
struct JetConstituent {
    std::int8_t valid = 0, charge = 0;
    std::int8_t photon = 0;            ///< 1: a photon
    float pt = 0, deta = 0, dphi = 0;  ///< relative to the axis of the jet [GeV, rad]
    float d0 = 0, z0 = 0;              ///< impact_parameters() [mm]
};

/// Jets with their constituents.
struct JetSample {
    std::size_t width = 0;                     ///< constituents of each jet, with padding
    std::vector<LabelledJet> jets;             ///< [N]
    std::vector<JetConstituent> constituents;  ///< [N, width], in falling pt
    double sum_of_weights = 0;                 ///< of all events, also those without a jet
};

/// The label of a jet; 0 if it has none, and for a jet of a hard b or c without the hadron.
/// 5: a b hadron of pt > 5 GeV is within 0.3 of the axis; otherwise 4: a c hadron; otherwise 15: a tau that decays to
/// hadrons; otherwise that of the nearest outgoing quark or gluon of the hard process within 0.4.
std::int32_t flavour_of(Jet const& jet, ParticleEvent const& event);

/// Makes jets with their constituents of events, one per thread.
///
/// Jets are those of Detector with abs(eta) and pt in the given ranges and a label. Constituents (+: in quadrature):
/// tracks, of pt smeared by 1 % (+) 3e-4 pt, d0 by 0.01 (+) 0.07 / pt mm, z0 by 0.05 (+) 0.1 / pt mm, with exact
/// angles; photons, of pt smeared by 1 % (+) 10 % / sqrt(E), eta and phi by 0.005; and others, also charged particles
/// without a track, of pt smeared by 3 % (+) 50 % / sqrt(E), eta and phi by 0.03 (pt, E in GeV). Those of pt > 0.4 GeV
/// are kept. Their sum is not the smeared jet.
class JetMaker {
public:
    JetMaker(SimulateOptions const& options, std::uint64_t seed);

    /// Adds the jets of `event` to `sample`. `shared`: the numbers that are known already.
    void operator()(ParticleEvent event, EventInfo const& shared, JetSample& sample);

private:
    SimulateOptions options_;
    Random random_;
};

}  // namespace jetseq::simulate
