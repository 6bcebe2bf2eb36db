#include "evaluate/studies/compare.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "evaluate/studies/json_parts.hpp"

namespace jetseq::evaluate {
namespace {

/// Curves, distributions, ends of intervals, and keys that are no results.
bool is_left_out(std::string const& key, Json const& value) {
    if (key == "at_threshold") return true;          // repeated in the working points
    if (key == "training") return value.is_array();  // the history; in the leakage it is a number
    static std::set<std::string> const keys{"roc",  "score_density",  "samples", "format_version", "kind",  "jetseq",
                                            "bins", "edges",          "all",     "selected",       "train", "low",
                                            "high", "clopper_pearson"};
    return keys.count(key) > 0;
}

/// 1 if a larger number is better, -1 if a smaller one is, 0 if it does not measure the quality of the model.
int direction(std::string const& where) {
    for (char const* other :
         {"data / ", "trust / mistakes / ", "trust / overtraining / ", "other_cuts / ", "literature / "}) {
        if (where.rfind(other, 0) == 0) return 0;
    }
    if (where.find("cut_based / ") != where.npos) return 0;
    auto const at = where.rfind(" / ");
    auto const key = at == where.npos ? where : where.substr(at + 3);
    auto const begins = [&](char const* word) { return key.rfind(word, 0) == 0; };
    for (char const* word : {"change", "fraction", "loss", "above"}) {
        if (key.find(word) != key.npos) return 0;
    }
    if (begins("expected_error") || begins("cross_entropy") || begins("ggf")) return -1;
    return begins("auc") || begins("vbf") || begins("gain") ? 1 : 0;
}

bool is_measured(Json const& json) { return json.is_object() && json.contains("value"); }

/// The error, else half the interval; NaN if there is neither.
double error_of(Json const& measured) {
    auto const number = [&](char const* key) {
        return measured.contains(key) && measured[key].is_number() ? measured[key].get<double>() : std::nan("");
    };
    double const error = number("error");
    return std::isfinite(error) ? error : (number("high") - number("low")) / 2;
}

/// Names an element of a list: by its name, threshold or selection, else by its position.
std::string name_of(Json const& element, std::size_t place) {
    for (auto const* key : {"name", "model", "selection", "variable"}) {
        if (!element.is_object() || !element.contains(key) || !element[key].is_string()) continue;
        auto const kind = element.contains("kind") ? element["kind"].get<std::string>() + " " : "";
        return kind + element[key].get<std::string>();
    }
    if (element.is_object() && element.contains("threshold") && element["threshold"].is_number()) {
        return "score > " + text_of(Json(std::round(1000 * element["threshold"].get<double>()) / 1000));
    }
    return std::to_string(place + 1);
}

/// Converts a list to an object whose keys are the names of the elements, numbered if several are equal.
Json keyed(Json const& json) {
    if (!json.is_array()) return json;
    Json result = Json::object();
    for (std::size_t i = 0; i < json.size(); ++i) {
        auto const name = name_of(json[i], i);
        auto key = name;
        for (int n = 2; result.contains(key); ++n) key = name + " (" + std::to_string(n) + ")";
        result[key] = json[i];
    }
    return result;
}

class Walk {
public:
    explicit Walk(ReportComparison& found) : found_{found} {}

    void operator()(std::string const& where, Json const& a, Json const& b) {
        if (is_measured(a) && is_measured(b)) return measured(where, a, b);
        if (a.is_number() && b.is_number()) return number(where, a.get<double>(), b.get<double>(), std::nan(""));
        if (a.is_structured() && b.is_structured()) return inside(where, keyed(a), keyed(b));
        if (a != b) found_.texts.push_back({where, text_of(a), text_of(b)});
    }

private:
    static std::string text_of(Json const& json) {
        return json.is_string() ? json.get<std::string>() : jetseq::text_of(json);
    }

    void measured(std::string const& where, Json const& a, Json const& b) {
        if (!a["value"].is_number() || !b["value"].is_number()) {
            if (a["value"] != b["value"]) {
                found_.texts.push_back({where, jetseq::text_of(a["value"]), jetseq::text_of(b["value"])});
            }
            return;
        }
        number(where, a["value"].get<double>(), b["value"].get<double>(), std::hypot(error_of(a), error_of(b)));
    }

    void number(std::string const& where, double a, double b, double error) {
        if (a == b)
            ++found_.same;
        else
            found_.numbers.push_back({where, a, b, error, direction(where)});
    }

    void inside(std::string const& where, Json const& a, Json const& b) {
        auto const below = [&](std::string const& key) { return where.empty() ? key : where + " / " + key; };
        for (auto const& [key, value] : a.items()) {
            if (is_left_out(key, value)) continue;
            if (b.contains(key))
                (*this)(below(key), value, b[key]);
            else
                found_.only_before.push_back(below(key));
        }
        for (auto const& [key, value] : b.items()) {
            if (!is_left_out(key, value) && !a.contains(key)) found_.only_after.push_back(below(key));
        }
    }

    ReportComparison& found_;
};

double deviations(Change const& change) {
    return change.has_error() ? std::abs(change.difference()) / change.error : 0;
}

/// Orders numbers of all events before those of groups and studies.
int rank(Change const& change) {
    return change.where.rfind("by_", 0) == 0 ? 1 : change.where.rfind("trust", 0) == 0 ? 2 : 0;
}

}  // namespace

bool Change::has_error() const noexcept { return std::isfinite(error) && error > 0; }

bool Change::is_significant() const noexcept { return has_error() && std::abs(difference()) > 2 * error; }

std::string Change::verdict() const {
    if (has_error() && !is_significant()) return "";
    if (better == 0) return "changed";
    return difference() * better > 0 ? "better" : "worse";
}

std::string comparison_summary(ReportComparison const& comparison) {
    std::size_t with_error = 0, significant = 0;
    for (auto const& change : comparison.numbers) {
        with_error += change.has_error(), significant += change.is_significant();
    }
    return std::to_string(significant) + " numbers changed by more than two standard deviations, " +
           std::to_string(with_error - significant) + " by less, " +
           std::to_string(comparison.numbers.size() - with_error) + " without an error changed, " +
           std::to_string(comparison.same) + " are the same";
}

ReportComparison compare_reports(std::string const& before_name, Json const& before, std::string const& after_name,
                                 Json const& after) {
    ReportComparison comparison;
    comparison.before = before_name, comparison.after = after_name;
    comparison.roc_before = before.value("roc", Json::array()),
    comparison.roc_after = after.value("roc", Json::array());
    if (auto const names = after.find("class_names"); names != after.end()) {
        comparison.vbf = names->value("vbf", comparison.vbf), comparison.ggf = names->value("ggf", comparison.ggf);
    }
    Walk walk{comparison};
    walk("", before, after);
    std::stable_sort(comparison.numbers.begin(), comparison.numbers.end(), [](Change const& a, Change const& b) {
        return rank(a) != rank(b) ? rank(a) < rank(b) : deviations(a) > deviations(b);
    });
    return comparison;
}

Json comparison_json(ReportComparison const& comparison) {
    Json numbers = json_list(comparison.numbers, [](Change const& change) {
        return Json{{"where", change.where},
                    {"before", change.before},
                    {"after", change.after},
                    {"error", json_number(change.error)},
                    {"significant", change.is_significant()},
                    {"verdict", change.verdict()}};
    });
    Json changed = json_list(comparison.texts, [](TextChange const& text) {
        return Json{{"where", text.where}, {"before", text.before}, {"after", text.after}};
    });
    return {{"kind", "jetseq_comparison"},
            {"format_version", 1},
            {"before", comparison.before},
            {"after", comparison.after},
            {"numbers", numbers},
            {"texts", changed},
            {"same", comparison.same},
            {"only_before", comparison.only_before},
            {"only_after", comparison.only_after}};
}

}  // namespace jetseq::evaluate
