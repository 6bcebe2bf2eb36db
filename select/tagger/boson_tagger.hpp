#pragma once
#include <array>
#include <string>
#include <vector>

#include "../../event/objects.hpp"

namespace jetseq {

enum class Boson { w, z };

/// A threshold that changes smoothly with pt: c[0] + c[1] x + c[2] x^2, x = ln(pt / 500 GeV).
struct PtCurve {
    std::array<double, 3> c{};
    double operator()(double pt) const noexcept;
};

/// The cuts of one boson: mass_low < m < mass_high, d2 < d2_max, n_trk < n_trk_max.
struct BosonCuts {
    PtCurve mass_low, mass_high;  ///< [GeV]
    PtCurve d2_max;
    PtCurve n_trk_max;
};

/// The cuts that a jet passes. It passes no cut on an unknown number.
struct BosonTag {
    bool mass = false, d2 = false, n_trk = false;

    bool all() const noexcept { return mass && d2 && n_trk; }
    friend bool operator==(BosonTag a, BosonTag b) { return a.mass == b.mass && a.d2 == b.d2 && a.n_trk == b.n_trk; }
};

/// A jet with known tags. Loading a tagger tags it again.
struct TagCanary {
    LargeJet jet;
    BosonTag w, z;
};

/// Recognises W -> qq and Z -> qq in a large-R jet by mass, D2 and number of tracks (as JHEP 09 (2019) 091), with tuned
/// working points. Outside [pt_min, pt_max] the cuts of the nearer end apply.
struct BosonTagger {
    std::string name = "boson";
    double pt_min = 200, pt_max = 3000;  ///< where the curves were fitted [GeV]
    BosonCuts w, z;
    std::vector<TagCanary> canaries;
    std::string training = "{}";  ///< JSON object: data, options, measured efficiencies

    BosonTag operator()(Boson boson, LargeJet const& jet) const noexcept;
};

/// Reads a frozen tagger. Throws Error naming the file and the key at fault: missing, not a finite number, an empty
/// mass window, no canary, a canary with other tags than recorded.
BosonTagger read_boson_tagger(std::string const& path);

}  // namespace jetseq
