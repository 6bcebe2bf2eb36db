#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "../../core/api.h"
#include "../../event/frame.hpp"
#include "../../event/objects.hpp"

namespace jetseq {

/// The jets of the training, which those that a model is applied to must resemble.
struct InputContract {
    Frame frame = Frame::detector;  ///< of the network's inputs; `Scorer` takes jets in the detector's frame
    float jet_pt_min = 30;          ///< [GeV]; 0: the training's file did not say
    float jet_abs_eta_max = 4.5F;
    std::size_t max_length = 0;  ///< jets in the longest sequence of the training; longer ones are scored all the same
};

/// Says in a sentence what is suspicious in `jets`, those of many events, for `contract`; "" if nothing is. Finds
/// momenta in MeV, phi in degrees or beyond (-pi, pi], and, if the contract says how its jets were selected, jets that
/// are softer or further forward (among 100 jets or more) and a softest jet more than 10 % above the threshold (of 1000
/// or more).
JETSEQ_API std::string broken_contract(InputContract const& contract, View<Jet> jets);

/// Checks each event as well: event n has the jets offsets[n] ... offsets[n + 1] - 1, counted from offsets[0]. Finds
/// also the first event with a number that is not finite, a pt that is not above 0, an energy below the momentum,
/// beyond ten times it or above 14 TeV, or jets that are not in falling pt.
JETSEQ_API std::string broken_contract(InputContract const& contract, View<Jet> jets, std::uint64_t const* offsets,
                                       std::size_t events);

}  // namespace jetseq
