#include "select/tagger/boson_tagger.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/read_file.hpp"
#include "models/frozen/canaries.hpp"
#include "models/frozen/frozen_node.hpp"

namespace jetseq {
namespace {

PtCurve curve_of(FrozenNode const& list) {
    list.require(list.size() == 3, "is not a list of 3 numbers");
    PtCurve curve;
    for (std::size_t i = 0; i < 3; ++i) curve.c[i] = list[i].exact_number();
    return curve;
}

BosonCuts cuts_of(FrozenNode const& boson) {
    return {curve_of(boson["mass_low"]), curve_of(boson["mass_high"]), curve_of(boson["d2_max"]),
            curve_of(boson["n_trk_max"])};
}

BosonTag tag_of(FrozenNode const& list) {
    list.require(list.size() == 3, "is not a list of 3 of true and false");
    return {list[0].truth(), list[1].truth(), list[2].truth()};
}

TagCanary canary_of(FrozenNode const& node) {
    TagCanary canary{};
    canary.jet.pt = node.number("pt"), canary.jet.m = node.number("m"), canary.jet.d2 = node.number("d2");
    float const tracks = node.number("n_trk");
    node.require(std::fabs(tracks) < 1e6F, "has an n_trk that no jet has");
    canary.jet.n_trk = static_cast<std::int32_t>(tracks);
    canary.w = tag_of(node["W"]), canary.z = tag_of(node["Z"]);
    return canary;
}

void check_windows(BosonTagger const& tagger, FrozenNode const& root) {
    for (double const pt : {tagger.pt_min, std::sqrt(tagger.pt_min * tagger.pt_max), tagger.pt_max}) {
        root["W"].require(tagger.w.mass_low(pt) < tagger.w.mass_high(pt), "has a mass window upside down");
        root["Z"].require(tagger.z.mass_low(pt) < tagger.z.mass_high(pt), "has a mass window upside down");
    }
}

void read_canaries(FrozenNode const& list, BosonTagger& tagger) {
    for (FrozenNode const node : list.elements()) tagger.canaries.push_back(canary_of(node));
}

void check_canaries(BosonTagger const& tagger, std::string const& path) {
    std::string const remedy = "Freeze the tagger again";
    require_canaries(path + ": canaries", tagger.canaries.size(), remedy, [&](std::size_t n) -> std::string {
        TagCanary const& canary = tagger.canaries[n];
        bool const same = tagger(Boson::w, canary.jet) == canary.w && tagger(Boson::z, canary.jet) == canary.z;
        return same ? "" : "is tagged otherwise (the cuts are not those that were frozen). " + remedy;
    });
}

}  // namespace

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

BosonTagger read_boson_tagger(std::string const& path) {
    JsonDocument const document{path, read_file(path, JsonDocument::largest_file), "a boson tagger"};
    FrozenNode const root{document};
    if (!root.has("kind") || root.text("kind") != "jetseq_boson_tagger") {
        if (auto const other = not_what_is_wanted(path, "a boson tagger"); !other.empty()) throw Error{other};
    }
    root.require_word("kind", "jetseq_boson_tagger");
    root["format_version"].require(root.exact_number("format_version") == 1, "is not 1 (made by another jetseq)");
    BosonTagger tagger;
    tagger.name = root.text("name");
    tagger.pt_min = root.exact_number("pt_min"), tagger.pt_max = root.exact_number("pt_max");
    root["pt_min"].require(tagger.pt_min > 0 && tagger.pt_min < tagger.pt_max, "is not between 0 and pt_max");
    tagger.w = cuts_of(root["W"]), tagger.z = cuts_of(root["Z"]);
    tagger.training = root["training"].json();
    check_windows(tagger, root);
    read_canaries(root["canaries"], tagger);
    check_canaries(tagger, path);
    return tagger;
}

}  // namespace jetseq
