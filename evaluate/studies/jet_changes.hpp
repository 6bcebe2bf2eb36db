#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "event/objects.hpp"

namespace jetseq {

/// The jets of many events, flat: those of event n are jets[offsets[n]] ... jets[offsets[n + 1] - 1], in falling pt.
struct JetTable {
    std::vector<Jet> jets;
    std::vector<std::uint64_t> offsets = {0};

    std::size_t events() const noexcept { return offsets.size() - 1; }
    JetSequence operator[](std::size_t n) const noexcept {
        return {jets.data() + offsets[n], static_cast<std::size_t>(offsets[n + 1] - offsets[n])};
    }
    void add(std::vector<Jet> const& sequence) {
        jets.insert(jets.end(), sequence.begin(), sequence.end());
        offsets.push_back(jets.size());
    }
};

/// Something done to the jets of all events.
struct JetChange {
    std::string name;
    std::function<JetTable(JetTable const&)> apply;
};

/// What the jets must pass again after a change, in falling pt again.
struct JetAcceptance {
    float pt_min = 30;  ///< [GeV]
    float abs_eta_max = 4.5F;
};

/// Uncertainties of the jets: energy scale +-3 %, resolution 10 % wider (of the stand-in's,
/// docs/reference/simulation.md; measured jets can't be made narrower), 5 % of the jets lost, 10 % of the forward ones
/// (abs(eta) > 2.5). Jets below the threshold are not in the table: a scale that rises can't bring them back.
std::vector<JetChange> systematic_changes(JetAcceptance const& acceptance);

/// Mistakes an analysis can make: MeV for GeV, a threshold 10 GeV higher, 0.3 pile-up jets for each event; and what
/// should not matter: order, range of phi, mirrored eta.
std::vector<JetChange> mistakes(JetAcceptance const& acceptance);

}  // namespace jetseq
