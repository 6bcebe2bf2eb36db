#include "select/cutflow/cutflow_file.hpp"

#include <utility>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/json/json.hpp"

namespace jetseq {
namespace {

constexpr char const* kind = "jetseq_cutflow";
constexpr int version = 1;

Json json_of(EventCount const& count) {
    return {{"raw", count.raw},          {"sum_w", count.w.value()},    {"sum_w2", count.w2.value()},
            {"exact_w", count.w.text()}, {"exact_w2", count.w2.text()}, {"exact_negative_w", count.negative.text()}};
}

/// The fraction of the weight that is left; null if there was none.
Json share(EventCount const& passed, EventCount const& total) {
    double const whole = total.w.value();
    return whole > 0 ? Json(passed.w.value() / whole) : Json(nullptr);
}

Json json_of(RegionCounts const& counts, std::vector<std::string> const& names, std::string const& region) {
    Json cuts = Json::array();
    for (std::size_t k = 0; k <= names.size(); ++k) {
        Json row{{"cut", k == 0 ? "all" : names[k - 1]}};
        row.update(json_of(counts.after[k]));
        row["efficiency"] = share(counts.after[k], counts.after[0]);
        if (k > 0) row["of_previous"] = share(counts.after[k], counts.after[k - 1]);
        if (k > 0 && !counts.n_minus_1.empty()) row["n_minus_1"] = json_of(counts.n_minus_1[k - 1]);
        cuts.push_back(row);
    }
    Json json{{"region", region}, {"cuts", cuts}};
    if (counts.both.empty()) return json;
    auto& both = json["both"] = Json::array();
    for (auto const& count : counts.both) both.push_back(json_of(count));
    return json;
}

class Reader {
public:
    explicit Reader(std::string const& path) : path_{path} {}

    [[noreturn]] void fail(std::string const& what) const {
        throw Error{path_ + " is not a cutflow that can be used (" + what + "). Select the events again"};
    }

    std::string text(Json const& json, char const* key) const {
        return checked(json, key, &Json::is_string).get<std::string>();
    }
    std::string text_or_nothing(Json const& json, char const* key) const {
        return json.contains(key) ? text(json, key) : "";
    }
    bool truth(Json const& json, char const* key) const { return checked(json, key, &Json::is_boolean).get<bool>(); }
    float number(Json const& json, char const* key) const { return checked(json, key, &Json::is_number).get<float>(); }
    Json const& list(Json const& json, char const* key) const { return checked(json, key, &Json::is_array); }
    Json const& object(Json const& json, char const* key) const { return checked(json, key, &Json::is_object); }

    std::vector<std::string> texts(Json const& json, char const* key) const {
        std::vector<std::string> texts;
        for (Json const& one : list(json, key)) {
            if (!one.is_string()) refuse(key);
            texts.push_back(one.get<std::string>());
        }
        return texts;
    }

    template <class T>
    T whole(Json const& json, char const* key) const {
        Json const& value = checked(json, key, &Json::is_number_integer);
        bool const fits = value.is_number_unsigned() ? std::in_range<T>(value.get<std::uint64_t>())
                                                     : std::in_range<T>(value.get<std::int64_t>());
        if (!fits) refuse(key);
        return value.get<T>();
    }

    ExactSum sum(Json const& json, char const* key) const {
        std::string const value = text(json, key);
        try {
            return ExactSum::from_text(value);
        } catch (Error const& error) {
            fail("'" + std::string{key} + "': " + error.problem());
        }
    }

    EventCount count(Json const& json) const {
        EventCount result;
        result.raw = whole<std::uint64_t>(json, "raw");
        result.w = sum(json, "exact_w");
        result.w2 = sum(json, "exact_w2");
        if (!json.contains("exact_negative_w")) {
            throw Error{path_ +
                        " does not say which weights are negative (an earlier jetseq made it; intervals that "
                        "leave them out would be too narrow). Select the events again"};
        }
        result.negative = sum(json, "exact_negative_w");
        return result;
    }

    RegionCounts counts(Json const& region, std::size_t n, CutflowOptions const& options) const {
        RegionCounts result;
        auto const& rows = list(region, "cuts");
        if (rows.size() != n + 1) fail("a region has another number of cuts than in the list of regions");
        for (std::size_t k = 0; k <= n; ++k) {
            result.after.push_back(count(rows[k]));
            if (k > 0 && options.n_minus_1) result.n_minus_1.push_back(count(object(rows[k], "n_minus_1")));
        }
        if (!options.correlations) return result;
        for (auto const& one : list(region, "both")) result.both.push_back(count(one));
        if (result.both.size() != n * n) fail("'both' has the wrong length");
        return result;
    }

    CutflowSample sample(Json const& json) const {
        CutflowSample result;
        result.sample_id = whole<std::int32_t>(json, "sample_id");
        result.production = whole<std::int32_t>(json, "signal_type");
        result.spin = whole<std::int32_t>(json, "spin"), result.leptons = whole<std::int32_t>(json, "leptons");
        result.mass = number(json, "mass");
        return result;
    }

private:
    [[noreturn]] void refuse(char const* key) const {
        fail("'" + std::string{key} + "' is missing or of the wrong kind");
    }

    /// The value of `key`, which must be of a kind.
    Json const& checked(Json const& json, char const* key, bool (Json::*is_of_kind)() const noexcept) const {
        auto const found = json.find(key);  // the end of anything but an object
        if (found == json.end() || !((*found).*is_of_kind)()) refuse(key);
        return *found;
    }

    std::string path_;
};

}  // namespace

std::string to_json(Cutflow const& cutflow) {
    Json regions = Json::array();
    for (std::size_t r = 0; r < cutflow.regions().size(); ++r) {
        regions.push_back(Json{{"region", cutflow.regions()[r]}, {"cuts", cutflow.cuts(r)}});
    }
    Json samples = Json::array();
    for (auto const& sample : cutflow.samples()) {
        Json counts = Json::array();
        for (std::size_t r = 0; r < cutflow.regions().size(); ++r) {
            counts.push_back(json_of(cutflow.counts(sample, r), cutflow.cuts(r), cutflow.regions()[r]));
        }
        samples.push_back(Json{{"sample_id", sample.sample_id},
                               {"signal_type", sample.production},
                               {"mass", sample.mass},
                               {"spin", sample.spin},
                               {"leptons", sample.leptons},
                               {"regions", counts}});
    }
    auto const& options = cutflow.options();
    Json json{{"kind", kind},
              {"format_version", version},
              {"n_minus_1", options.n_minus_1},
              {"correlations", options.correlations},
              {"regions", regions},
              {"samples", samples}};
    if (!options.model_sha256.empty()) json["model_sha256"] = options.model_sha256;
    if (!options.boson_tagger_sha256.empty()) json["boson_tagger_sha256"] = options.boson_tagger_sha256;
    return text_of(json, 1) + '\n';
}

Cutflow read_cutflow(std::string const& path) {
    Json const json = read_json(path, "a cutflow.json");
    Reader const reader{path};
    bool const ours = json.is_object() && json.contains("kind") && json.at("kind") == kind;
    if (auto const other = ours ? "" : not_what_is_wanted(path, "a cutflow"); !other.empty()) throw Error{other};
    if (!ours) reader.fail("its kind is not " + std::string{kind});
    if (reader.whole<int>(json, "format_version") != version) reader.fail("another format_version");
    CutflowOptions const options{reader.truth(json, "n_minus_1"), reader.truth(json, "correlations"),
                                 reader.text_or_nothing(json, "model_sha256"),
                                 reader.text_or_nothing(json, "boson_tagger_sha256")};
    std::vector<std::string> regions;
    std::vector<std::vector<std::string>> cuts;
    for (auto const& region : reader.list(json, "regions")) {
        regions.push_back(reader.text(region, "region"));
        cuts.push_back(reader.texts(region, "cuts"));
    }
    Cutflow cutflow{regions, cuts, options};
    for (auto const& entry : reader.list(json, "samples")) {
        auto const& counts = reader.list(entry, "regions");
        if (counts.size() != regions.size()) reader.fail("a sample has another number of regions");
        for (std::size_t r = 0; r < regions.size(); ++r) {
            cutflow.set(reader.sample(entry), r, reader.counts(counts[r], cuts[r].size(), options));
        }
    }
    return cutflow;
}

}  // namespace jetseq
