#pragma once
#include <string>

namespace jetseq {

/// What a number of objects or of an event is: `of`, a column or an expression, is a pt, an energy or a mass [GeV], an
/// eta, or a phi [rad]. Where it is NaN, it is unknown.
struct Meaning {
    std::string of;
    std::string is;  ///< "pt", "eta", "phi", "energy" or "mass"

    friend bool operator==(Meaning const& a, Meaning const& b) { return a.of == b.of && a.is == b.is; }
};

}  // namespace jetseq
