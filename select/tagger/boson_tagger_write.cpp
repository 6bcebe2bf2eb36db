#include "select/tagger/boson_tagger_write.hpp"

#include "core/json/json.hpp"

namespace jetseq {
namespace {

Json json_of(PtCurve const& curve) { return Json{curve.c[0], curve.c[1], curve.c[2]}; }

Json json_of(BosonCuts const& cuts) {
    return Json{{"mass_low", json_of(cuts.mass_low)},
                {"mass_high", json_of(cuts.mass_high)},
                {"d2_max", json_of(cuts.d2_max)},
                {"n_trk_max", json_of(cuts.n_trk_max)}};
}

Json json_of(BosonTag tag) { return Json{tag.mass, tag.d2, tag.n_trk}; }

Json json_of(TagCanary const& canary) {
    auto const& jet = canary.jet;
    return Json{{"pt", jet.pt},          {"m", jet.m}, {"d2", jet.d2}, {"n_trk", jet.n_trk}, {"W", json_of(canary.w)},
                {"Z", json_of(canary.z)}};
}

}  // namespace

std::string to_json(BosonTagger const& tagger) {
    Json canaries = Json::array();
    for (auto const& canary : tagger.canaries) canaries.push_back(json_of(canary));
    Json const json{
        {"kind", "jetseq_boson_tagger"}, {"format_version", 1},
        {"name", tagger.name},           {"pt_min", tagger.pt_min},
        {"pt_max", tagger.pt_max},       {"curve", "c0 + c1 x + c2 x^2 with x = ln(pt / 500 GeV); masses in GeV"},
        {"W", json_of(tagger.w)},        {"Z", json_of(tagger.z)},
        {"canaries", canaries},          {"training", parse_json(tagger.training)}};
    return text_of(json, 1) + '\n';
}

}  // namespace jetseq
