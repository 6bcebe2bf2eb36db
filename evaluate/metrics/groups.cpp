#include "evaluate/metrics/groups.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/text/number_text.hpp"
#include "evaluate/metrics/roc.hpp"
#include "event/threshold.hpp"

namespace jetseq::evaluate {
namespace {

/// A property of events: the group of each event, as a key, and the names of the groups.
struct Property {
    std::string key, title;
    std::vector<double> values;
    std::map<double, std::string> names;  ///< key -> name
};

template <class T, class Name>
Property by_value(char const* key, char const* title, std::vector<T> const& column, Name name) {
    Property property{key, title, {column.begin(), column.end()}, {}};
    for (double const value : property.values) property.names.try_emplace(value, name(value));
    return property;
}

/// Groups [edge i, edge i + 1), named by their edges; the last has no end.
Property by_range(char const* key, char const* title, std::vector<double> const& edges, std::vector<double> values) {
    Property property{key, title, std::move(values), {}};
    auto all = edges;
    all.push_back(std::numeric_limits<double>::infinity());
    for (auto& value : property.values) value = edges[bin_of(value, all)];
    for (std::size_t i = 0; i < edges.size(); ++i) {
        bool const is_used = std::count(property.values.begin(), property.values.end(), edges[i]) > 0;
        auto const end = i + 1 < edges.size() ? "-" + shortest(edges[i + 1]) : "";
        if (is_used) property.names[edges[i]] = (end.empty() ? ">= " : "") + shortest(edges[i]) + end;
    }
    return property;
}

/// One group for `n` and more. `always`: empty groups are kept, too.
Property by_count(char const* key, char const* title, std::vector<std::int32_t> const& column, int n, bool always) {
    Property property{key, title, {}, {}};
    for (auto const value : column) property.values.push_back(std::min(value, n));
    for (int i = 0; i <= n; ++i) {
        bool const is_used = std::count(property.values.begin(), property.values.end(), i) > 0;
        if (always || is_used) property.names[i] = (i == n ? ">= " : "") + std::to_string(i);
    }
    return property;
}

/// By a property of the first jet; `edges` begin with -1, 0, and events without jets are in group -1.
Property by_leading(char const* key, char const* title, std::vector<double> const& edges, ScoredEvents const& events,
                    std::vector<float> const& column) {
    std::vector<double> values;
    for (std::size_t i = 0; i < events.size(); ++i) {
        values.push_back(events.n_jets[i] > 0 ? std::abs(column[i]) : -1);
    }
    auto property = by_range(key, title, edges, std::move(values));
    if (property.names.count(-1)) property.names[-1] = "no jet";
    return property;
}

/// The first number of the group that a number of objects is in: each number of its own up to 4, then groups that
/// grow by a half or a third, 4, 6, 8, 12, 16, 24, ...
std::int32_t first_of_group(std::int32_t count) {
    std::int32_t first = std::min(count, 4), step = 2;
    while (count >= first + step && first >= 4) {
        first += step;
        if ((first & (first - 1)) == 0) step *= 2;
    }
    return first;
}

/// By the number of objects of a kind.
Property by_objects(ObjectCounts const& objects) {
    Property property{"length_of_" + objects.name, "Number of " + objects.name, {}, {}};
    std::map<std::int32_t, std::int32_t> last;  // number of each group that occurs
    for (auto const count : objects.count) {
        auto const first = first_of_group(count);
        property.values.push_back(first);
        last[first] = std::max(count, last[first]);
    }
    for (auto const& [first, most] : last) {
        property.names[first] = std::to_string(first) + (most > first ? "-" + std::to_string(most) : "");
    }
    return property;
}

/// Whether the jets of the sequences are those objects that a network reads by names.
bool are_jets_counted(ScoredEvents const& events) {
    return std::any_of(events.objects.begin(), events.objects.end(),
                       [&](ObjectCounts const& objects) { return objects.count == events.n_jets; });
}

std::vector<Property> properties_of_jets(ScoredEvents const& events) {
    return {by_leading("leading_pt", "pT of the first jet [GeV]", {-1, 0, 30, 50, 75, 100, 150, 200, 300}, events,
                       events.leading_pt),
            by_leading("leading_abs_eta", "|η| of the first jet", {-1, 0, 0.8, 1.6, 2.4, 3.2, 4}, events,
                       events.leading_eta),
            by_count("n_soft", "Jets below 50 GeV beyond the first two", events.n_soft, 2, false)};
}

std::vector<Property> properties(ScoredEvents const& events) {
    auto const& known = events.known;
    std::vector<Property> all;
    auto const add_if = [&](bool is_known, Property property) {
        if (is_known) all.push_back(std::move(property));
    };
    add_if(known.jets && !are_jets_counted(events), by_count("n_jets", "Jets in the sequence", events.n_jets, 3, true));
    for (auto const& objects : events.objects) all.push_back(by_objects(objects));
    add_if(known.mass, by_value("mass", "Mass of the resonance", events.mass,
                                [](double m) { return m > 0 ? shortest(m) + " GeV" : std::string{"background"}; }));
    for (auto& property : properties_of_jets(events)) add_if(known.jets, std::move(property));
    add_if(known.leptons, by_value("leptons", "Channel", events.leptons, [](double n) {
               return n < 0 ? std::string{"fully hadronic"} : shortest(n) + "-lepton";
           }));
    add_if(known.regime, by_value("regime", "V → qq candidate", events.regime, [](double r) {
               return std::string{r == 1 ? "merged" : r == 2 ? "resolved" : "none"};
           }));
    add_if(known.spin, by_value("spin", "Spin of the resonance", events.spin,
                                [](double s) { return s < 0 ? std::string{"background"} : "spin " + shortest(s); }));
    return all;
}

template <class T>
std::vector<T> picked(std::vector<T> const& column, std::vector<std::size_t> const& events) {
    std::vector<T> result;
    result.reserve(events.size());
    for (auto const i : events) result.push_back(column[i]);
    return result;
}

ModelInGroup model_in_group(LabelledScores const& scores, double threshold, double background) {
    auto const at = [&](double t) {
        auto const point = operating_point(scores, t);
        return ClassEfficiencies{point.vbf, point.ggf};
    };
    Ranking const ranking{scores};
    return {auc(ranking), at(report_thresholds[0]), at(threshold),
            measured_vbf_at_ggf(scores, roc_curve(ranking), background)};
}

EventGroup group_of(ScoredEvents const& events, std::vector<ModelScores> const& models, double background,
                    std::vector<std::size_t> const& members) {
    EventGroup group;
    auto const label = picked(events.label, members);
    auto const weight = picked(events.weight, members);
    auto const passes = picked(events.cut_based, members);
    group.n_vbf = static_cast<std::uint64_t>(std::count(label.begin(), label.end(), 1));
    group.n_ggf = members.size() - group.n_vbf;
    group.cut_based = efficiencies_of(label, weight, passes);
    for (auto const& model : models) {
        auto const score = picked(*model.score, members);
        LabelledScores const scores{score, label, weight};
        group.models.push_back(model_in_group(scores, model.threshold_at_background, background));
        if (&model != &models.front()) continue;
        for (double const threshold : report_thresholds) {
            group.working_points.push_back(operating_point(scores, threshold));
        }
    }
    return group;
}

Grouping grouping_of(ScoredEvents const& events, std::vector<ModelScores> const& models, double background,
                     Property const& property) {
    Grouping grouping{property.key, property.title, {}};
    for (auto const& [key, name] : property.names) {
        std::vector<std::size_t> members;
        std::vector<std::uint8_t> belongs(events.size());
        for (std::size_t i = 0; i < events.size(); ++i) {
            belongs[i] = property.values[i] == key;
            if (belongs[i]) members.push_back(i);
        }
        auto group = group_of(events, models, background, members);
        auto const share = efficiencies_of(events.label, events.weight, belongs);
        group.name = name, group.key = key;
        group.vbf_fraction = share.vbf, group.ggf_fraction = share.ggf;
        grouping.groups.push_back(std::move(group));
    }
    return grouping;
}

}  // namespace

std::vector<Grouping> groupings(ScoredEvents const& events, std::vector<ModelScores> const& models, double background) {
    std::vector<Grouping> result;
    for (auto const& property : properties(events)) {
        result.push_back(grouping_of(events, models, background, property));
    }
    return result;
}

}  // namespace jetseq::evaluate
