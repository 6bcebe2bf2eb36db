#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "event_id.hpp"
#include "objects.hpp"

namespace jetseq {

/// Labels are 0 ... most_classes - 1.
constexpr std::int32_t most_classes = 16;

/// The production mode of the resonance, or another class (2, 3, ...) of a network. The numbers are those of the column
/// `signalType`.
enum class Production : std::int32_t { unknown = -1, ggf_dy = 0, vbf = 1 };

/// True if the first two of the classes of a network, by label, are ggF and VBF.
inline bool are_productions(std::vector<std::string> const& classes) {
    return classes.size() > 1 && classes[0] == "ggF" && classes[1] == "VBF";
}

/// True if both are known and differ.
constexpr bool contradict(Production a, Production b) noexcept {
    return a != b && a != Production::unknown && b != Production::unknown;
}

/// The kind of the V -> qq candidate; the numbers are those of the column `regime`.
enum class Regime : std::int32_t { none = 0, merged = 1, resolved = 2 };

/// The quantities of an event as a whole: one row of the dataset `/events`.
struct EventInfo {
    std::uint64_t event_number = 0;  ///< unique together with `sample_id`
    std::int32_t sample_id = 0;      ///< one per process, mass, channel and seed
    Production production = Production::unknown;
    float weight = 1;          ///< `mcEventWeight`; may be negative
    float mass = 0;            ///< mass of the resonance [GeV]; 0: none (background)
    std::int32_t spin = 0;     ///< spin of the resonance; -1: none (background)
    std::int32_t leptons = 0;  ///< channel: 0, 1, 2 charged leptons; -1 fully hadronic
    float met = 0;             ///< missing transverse momentum [GeV]; NaN: unknown
    float met_phi = 0;         ///< its azimuth [rad]; NaN: unknown
    float pt_miss = 0;         ///< missing transverse momentum from tracks [GeV]; NaN: unknown
};

constexpr EventId id_of(EventInfo const& info) noexcept { return {info.sample_id, info.event_number}; }

/// One event with its reconstructed objects, each kind in falling pt.
struct Event {
    EventInfo info;
    std::vector<Jet> jets;             ///< anti-kt R = 0.4, with those of the V -> qq candidate
    std::vector<std::int8_t> btag;     ///< of jets[i]: 1 b-tagged, 0 not, -1 unknown; as long as `jets`
    std::vector<LargeJet> large_jets;  ///< anti-kt R = 1.0, trimmed
    std::vector<Lepton> leptons;
};

}  // namespace jetseq
