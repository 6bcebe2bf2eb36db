#include "select/tagger/boson_tagger.hpp"

#include <algorithm>
#include <cmath>

namespace jetseq {

double PtCurve::operator()(double pt) const noexcept {
    double const x = std::log(pt / 500);
    return c[0] + x * (c[1] + x * c[2]);
}

BosonTag BosonTagger::operator()(Boson boson, LargeJet const& jet) const noexcept {
    BosonCuts const& cuts = boson == Boson::w ? w : z;
    double const pt = std::clamp<double>(jet.pt, pt_min, pt_max);
    return {cuts.mass_low(pt) < jet.m && jet.m < cuts.mass_high(pt), jet.d2 >= 0 && jet.d2 < cuts.d2_max(pt),
            jet.n_trk >= 0 && jet.n_trk < cuts.n_trk_max(pt)};
}

}  // namespace jetseq
