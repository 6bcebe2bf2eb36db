#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "../../core/math/exact_sum.hpp"
#include "../cuts/event_selector.hpp"

namespace jetseq {

/// A number of events, with the exact sums of their weights, of the squared weights, and of the negative weights.
struct EventCount {
    std::uint64_t raw = 0;
    ExactSum w, w2, negative;

    void add(double weight) noexcept {
        ++raw, w.add(weight), w2.add_square(weight);
        if (weight < 0) negative.add(weight);
    }
    void add(EventCount const& other) noexcept {
        raw += other.raw, w.add(other.w), w2.add(other.w2), negative.add(other.negative);
    }
    void subtract(EventCount const& other) noexcept {
        raw -= other.raw, w.subtract(other.w), w2.subtract(other.w2), negative.subtract(other.negative);
    }
    friend bool operator==(EventCount const& a, EventCount const& b) {
        return a.raw == b.raw && a.w == b.w && a.w2 == b.w2 && a.negative == b.negative;
    }
};

/// The sample of an event.
struct CutflowSample {
    std::int32_t sample_id = 0, production = -1, spin = 0, leptons = 0;
    float mass = 0;  ///< of the resonance [GeV]; 0: none

    static CutflowSample of(EventInfo const& info) noexcept;
    friend bool operator<(CutflowSample const& a, CutflowSample const& b) noexcept { return a.key() < b.key(); }
    friend bool operator==(CutflowSample const& a, CutflowSample const& b) noexcept { return a.key() == b.key(); }

private:
    std::tuple<std::int32_t, std::int32_t, std::int32_t, std::int32_t, float> key() const noexcept {
        return {sample_id, production, spin, leptons, mass};
    }
};

/// The events that each cut of a region leaves.
struct RegionCounts {
    std::vector<EventCount> after;      ///< [cuts + 1]: all events, then those after the first cut, ...
    std::vector<EventCount> n_minus_1;  ///< [cuts]: those that pass every other cut; empty unless asked for
    std::vector<EventCount> both;       ///< [cuts * cuts]: those that pass cuts i and j; empty unless asked for
};

/// Further counts, for which every cut is evaluated for every event, and the files that the cuts depend on.
struct CutflowOptions {
    bool n_minus_1 = false;
    bool correlations = false;
    std::string model_sha256{}, boson_tagger_sha256{};  ///< of the files that cuts use; "": none, or not known
    bool every_cut() const noexcept { return n_minus_1 || correlations; }
};

/// Events and weights after each cut, by region and sample. Adding cutflows gives the same as counting all events in
/// one, in any order: whole numbers, and sums without rounding (ExactSum).
class Cutflow {
public:
    Cutflow() = default;
    explicit Cutflow(Selection const& selection, CutflowOptions options = {});

    /// Counts the last event of `selector`.
    void add(EventInfo const& info, EventSelector const& selector);
    /// Throws Error if regions, cuts, options, models or taggers differ.
    void add(Cutflow const& other);

    std::vector<std::string> const& regions() const noexcept { return regions_; }
    std::vector<std::string> const& cuts(std::size_t region) const noexcept { return cuts_[region]; }
    CutflowOptions const& options() const noexcept { return options_; }
    std::vector<CutflowSample> samples() const;  ///< sorted
    RegionCounts counts(CutflowSample const& sample, std::size_t region) const;

    /// For readers of files: regions and their cuts, without counts; then the counts, as counts() gives them.
    Cutflow(std::vector<std::string> regions, std::vector<std::vector<std::string>> cuts, CutflowOptions options);
    void set(CutflowSample const& sample, std::size_t region, RegionCounts counts);

private:
    std::vector<RegionCounts>& of(CutflowSample const& sample);
    void count_every_cut(RegionCounts& counts, std::uint64_t mask, double weight) const;

    std::vector<std::string> regions_;
    std::vector<std::vector<std::string>> cuts_;
    CutflowOptions options_;
    /// `after[k]` holds here the events that passed exactly the first k cuts: one addition for each event.
    std::map<CutflowSample, std::vector<RegionCounts>> counts_;
};

}  // namespace jetseq
