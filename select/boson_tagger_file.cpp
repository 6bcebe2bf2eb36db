#include <cmath>

#include "jetseq/event/error.hpp"
#include "jetseq/models/json.hpp"
#include "jetseq/select/boson_tagger.hpp"

namespace jetseq {
namespace {

constexpr char const* kind = "jetseq_boson_tagger";
constexpr int version = 1;

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

/// Reads what a file holds, and says where something is wrong.
class Reader {
public:
    explicit Reader(std::string const& path) : path_{path} {}

    [[noreturn]] void fail(std::string const& key, std::string const& why) const {
        throw Error{path_ + ": " + key + " " + why + ". Make it again with jetseq tagger"};
    }

    Json const& member(Json const& json, std::string const& key, std::string const& where) const {
        if (!json.is_object() || !json.contains(key)) fail(where + key, "is missing");
        return json.at(key);
    }

    double number(Json const& json, std::string const& where) const {
        if (!json.is_number() || !std::isfinite(json.get<double>())) fail(where, "is not a finite number");
        return json.get<double>();
    }

    PtCurve curve(Json const& json, std::string const& key, std::string const& where) const {
        auto const& list = member(json, key, where);
        if (!list.is_array() || list.size() != 3) fail(where + key, "is not a list of 3 numbers");
        PtCurve result;
        for (std::size_t i = 0; i < 3; ++i) result.c[i] = number(list[i], where + key);
        return result;
    }

    BosonCuts cuts(Json const& json, std::string const& boson) const {
        auto const& inside = member(json, boson, "");
        std::string const where = boson + ".";
        return {curve(inside, "mass_low", where), curve(inside, "mass_high", where), curve(inside, "d2_max", where),
                curve(inside, "n_trk_max", where)};
    }

    BosonTag tag(Json const& json, std::string const& key, std::string const& where) const {
        auto const& list = member(json, key, where);
        if (!list.is_array() || list.size() != 3 || !list[0].is_boolean() || !list[1].is_boolean() ||
            !list[2].is_boolean()) {
            fail(where + key, "is not a list of 3 of true and false");
        }
        return {list[0].get<bool>(), list[1].get<bool>(), list[2].get<bool>()};
    }

    TagCanary canary(Json const& json, std::string const& where) const {
        TagCanary result{};
        auto const float_of = [&](char const* key) {
            return static_cast<float>(number(member(json, key, where), where + key));
        };
        result.jet.pt = float_of("pt"), result.jet.m = float_of("m"), result.jet.d2 = float_of("d2");
        result.jet.n_trk = static_cast<std::int32_t>(number(member(json, "n_trk", where), where + "n_trk"));
        result.w = tag(json, "W", where), result.z = tag(json, "Z", where);
        return result;
    }

private:
    std::string path_;
};

void check_windows(BosonTagger const& tagger, Reader const& reader) {
    for (double const pt : {tagger.pt_min, std::sqrt(tagger.pt_min * tagger.pt_max), tagger.pt_max}) {
        if (tagger.w.mass_low(pt) >= tagger.w.mass_high(pt)) reader.fail("W", "has a mass window upside down");
        if (tagger.z.mass_low(pt) >= tagger.z.mass_high(pt)) reader.fail("Z", "has a mass window upside down");
    }
}

void check_canaries(BosonTagger const& tagger, Reader const& reader) {
    if (tagger.canaries.empty()) reader.fail("canaries", "is empty (nothing shows that the cuts are right)");
    for (std::size_t n = 0; n < tagger.canaries.size(); ++n) {
        auto const& [jet, w, z] = tagger.canaries[n];
        if (!(tagger(Boson::w, jet) == w) || !(tagger(Boson::z, jet) == z)) {
            reader.fail("canaries[" + std::to_string(n) + "]",
                        "is tagged otherwise (the cuts are not those that were frozen)");
        }
    }
}

}  // namespace

BosonTagger read_boson_tagger(std::string const& path) {
    Json const json = read_json(path);
    Reader const reader{path};
    if (!json.is_object() || json.value("kind", "") != kind) reader.fail("kind", "is not \"" + std::string{kind} + '"');
    if (reader.number(reader.member(json, "format_version", ""), "format_version") != version) {
        reader.fail("format_version", "is not " + std::to_string(version) + " (made by another jetseq)");
    }
    BosonTagger tagger;
    auto const& name = reader.member(json, "name", "");
    if (!name.is_string()) reader.fail("name", "is not a text");
    tagger.name = name.get<std::string>();
    tagger.pt_min = reader.number(reader.member(json, "pt_min", ""), "pt_min");
    tagger.pt_max = reader.number(reader.member(json, "pt_max", ""), "pt_max");
    if (!(tagger.pt_min > 0 && tagger.pt_min < tagger.pt_max)) reader.fail("pt_min", "is not between 0 and pt_max");
    tagger.w = reader.cuts(json, "W"), tagger.z = reader.cuts(json, "Z");
    auto const& canaries = reader.member(json, "canaries", "");
    if (!canaries.is_array()) reader.fail("canaries", "is not a list");
    for (std::size_t n = 0; n < canaries.size(); ++n) {
        tagger.canaries.push_back(reader.canary(canaries[n], "canaries[" + std::to_string(n) + "]."));
    }
    tagger.training = reader.member(json, "training", "").dump();
    check_windows(tagger, reader);
    check_canaries(tagger, reader);
    return tagger;
}

std::string to_json(BosonTagger const& tagger) {
    Json canaries = Json::array();
    for (auto const& canary : tagger.canaries) canaries.push_back(json_of(canary));
    Json const json{{"kind", kind},
                    {"format_version", version},
                    {"name", tagger.name},
                    {"pt_min", tagger.pt_min},
                    {"pt_max", tagger.pt_max},
                    {"curve", "c0 + c1 x + c2 x^2 with x = ln(pt / 500 GeV); masses in GeV"},
                    {"W", json_of(tagger.w)},
                    {"Z", json_of(tagger.z)},
                    {"canaries", canaries},
                    {"training", Json::parse(tagger.training)}};
    return json.dump(1) + '\n';
}

}  // namespace jetseq
