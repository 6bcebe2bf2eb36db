#include "report/figures/trust_plots.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"
#include "report/figures/plot_parts.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report {
namespace {

using namespace plot;

constexpr char const* overtraining_caption =
    "Score of the events trained on (histograms) and of the test (points), each of unit area, by the first model. "
    "Where the network has learnt its training events by heart, training is purer at both ends. Below: test over "
    "training.";
constexpr char const* importance_caption =
    "AUC that is lost where a variable is exchanged among jets of the same place, a jet among events, or a jet is left "
    "out. Exchanging breaks what variables say together, so E looks important though pT and eta nearly give it.";
constexpr char const* sculpting_caption =
    "A variable of the background for all events and for those that the first model selects, each of unit area. A "
    "selection that doesn't depend on the variable leaves its shape; a fit to it must know the change.";
constexpr char const* shifts_caption =
    "Change of the efficiencies of score > 0.6 where the jets are changed: systematic variations, then mistakes. "
    "Errors know that the events are the same. A change of 30 points or more may lie outside: see the tables.";

constexpr char const* shifts_of_inputs_caption =
    "Change of the efficiencies of score > 0.6 where an input is 5 % larger or smaller, objects are lost or their "
    "order "
    "is reversed, in the order of the tables. These are sensitivities: how well an input is known is not known here. "
    "Errors know that the events are the same. A change of 30 points or more may lie outside: see the tables.";
constexpr char const* importance_of_inputs_caption =
    "AUC that is lost where all objects of a kind are exchanged among events, a feature among the objects of the same "
    "place, or a variable among events. Exchanging breaks what inputs say together, and what others repeat is not "
    "lost.";
constexpr std::size_t most_shifts = 24, most_importances = 5;  // columns of a figure

/// Points at the centres of bins.
Points points_of(std::vector<double> const& edges, evaluate::ScoreDensity const& density, Marker marker,
                 std::string const& colour, std::string label) {
    Points points{{}, marker, false, colour, std::move(label)};
    for (std::size_t i = 0; i < density.density.size(); ++i) {
        double const y = density.density[i], error = density.error[i];
        if (y > 0) points.points.push_back({(edges[i] + edges[i + 1]) / 2, y, y - error, y + error});
    }
    return points;
}

/// a / b with the errors of both, as points.
Points ratio_of(std::vector<double> const& edges, evaluate::ScoreDensity const& a, evaluate::ScoreDensity const& b,
                Marker marker, std::string const& colour) {
    Points points{{}, marker, false, colour, ""};
    for (std::size_t i = 0; i < a.density.size(); ++i) {
        if (!(a.density[i] > 0) || !(b.density[i] > 0)) continue;
        double const ratio = a.density[i] / b.density[i];
        double const error = ratio * std::hypot(a.error[i] / a.density[i], b.error[i] / b.density[i]);
        points.points.push_back({(edges[i] + edges[i + 1]) / 2, ratio, ratio - error, ratio + error});
    }
    return points;
}

/// Parts of a list of at most so many, each with the place of its first entry.
template <class Item>
std::vector<std::pair<std::size_t, std::vector<Item>>> parts_of(std::vector<Item> const& all, std::size_t most) {
    std::vector<std::pair<std::size_t, std::vector<Item>>> parts;
    for (std::size_t first = 0; first < all.size(); first += most) {
        auto const begin = all.begin() + static_cast<std::ptrdiff_t>(first);
        parts.emplace_back(
            first, std::vector<Item>(begin, begin + static_cast<std::ptrdiff_t>(std::min(most, all.size() - first))));
    }
    return parts;
}

/// "shifts", "shifts-2", ...
std::string numbered(std::string const& id, std::size_t n) { return n == 0 ? id : id + "-" + std::to_string(n + 1); }

std::string with_p(std::string const& name, evaluate::TwoSampleTest const& test) {
    return std::isfinite(test.probability) ? name + ", KS p = " + fixed(test.probability, 2) : name;
}

double largest_of(evaluate::ScoreDensity const& density) {
    return density.density.empty() ? 1 : *std::max_element(density.density.begin(), density.density.end());
}

Plot overtraining_plot(evaluate::Report const& report) {
    auto const& trained = *report.inputs.trust.overtraining;
    auto const& labels = report.inputs.labels;
    auto const& first = report.first();
    double const high = std::max(largest_of(trained.vbf), largest_of(trained.ggf)) * 40;
    Panel main{{"Probability density", 0.01, high, true, {}}, {}, 0.04, 0, 2};
    Panel lower{{"Test / train", 0.5, 1.5, false, {}}, {Guide{false, 1, {grey, 1.5, "6 4"}}}, 0, 0};
    main.items = {
        Histogram{
            report.score_edges, trained.vbf.density, {petroff[0], 2, ""}, Fill::solid, labels.vbf + ", trained on"},
        points_of(report.score_edges, first.vbf_density, Marker::circle, petroff[0],
                  with_p(labels.vbf + ", test", trained.vbf_test)),
        Histogram{
            report.score_edges, trained.ggf.density, {petroff[2], 2, ""}, Fill::hatched, labels.ggf + ", trained on"},
        points_of(report.score_edges, first.ggf_density, Marker::square, petroff[2],
                  with_p(labels.ggf + ", test", trained.ggf_test))};
    lower.items.push_back(ratio_of(report.score_edges, first.vbf_density, trained.vbf, Marker::circle, petroff[0]));
    lower.items.push_back(ratio_of(report.score_edges, first.ggf_density, trained.ggf, Marker::square, petroff[2]));
    plot_parts::add_heading(main, labels, 0.04, false);
    return {
        "overtraining", "Score in training and test", {"Score, P(" + labels.vbf + ")", 0, 1, false, {}}, main, lower};
}

Plot importance_plot(evaluate::Report const& report, std::vector<evaluate::Importance> const& all,
                     std::string const& id) {
    std::vector<std::pair<std::string, Marker>> const of_jets{
        {"variable exchanged", Marker::circle}, {"jet exchanged", Marker::square}, {"jet left out", Marker::triangle}};
    std::vector<std::pair<std::string, Marker>> const of_inputs{{"sequence exchanged", Marker::square},
                                                                {"feature exchanged", Marker::circle},
                                                                {"variable exchanged", Marker::triangle}};
    auto const& kinds = report.inputs.objects.empty() ? of_jets : of_inputs;
    Axis x{report.inputs.objects.empty() ? "Variable or jet" : "Input", 0, 1, false, {}};
    Panel main{{"Loss of AUC", 0, 1, false, {}}, {}, 0.55, 0};
    double low = 0, high = 0;
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        Points points{{}, kinds[k].second, false, plot_parts::colour_of(k), kinds[k].first};
        for (auto const& one : all) {
            if (one.kind != kinds[k].first) continue;
            auto known = std::find(x.categories.begin(), x.categories.end(), one.name);
            if (known == x.categories.end()) known = x.categories.insert(known, one.name);
            double const at = static_cast<double>(known - x.categories.begin()) + 0.4 + 0.1 * static_cast<double>(k);
            auto const [value, error] = one.loss;
            points.points.push_back({at, value, value - error, value + error});
            low = std::min(low, value - error), high = std::max(high, value + error);
        }
        if (!points.points.empty()) main.items.push_back(points);
    }
    double const length = high > low ? high - low : 1;
    main.y.low = low - 0.04 * length, main.y.high = low + 1.5 * length;
    main.items.push_back(Guide{false, 0, {grey, 1.3, "6 4"}});
    x.high = std::max(1.0, static_cast<double>(x.categories.size()));
    for (auto& name : x.categories) name = shortened(name, 16);  // the table has the whole
    plot_parts::add_heading(main, report.inputs.labels, 0.96, true);
    return {id,
            report.inputs.objects.empty() ? "Loss of AUC without a variable or a jet" : "Loss of AUC without an input",
            x,
            main,
            {}};
}

Plot sculpting_plot(evaluate::Report const& report, evaluate::Sculpting const& one, std::string const& id) {
    auto const& labels = report.inputs.labels;
    double const high = std::max(largest_of(one.all), largest_of(one.selected)) * 1.5;
    Panel main{{"Probability density", 0, high, false, {}}, {}, 0.55, 0};
    Panel lower{{"Ratio", 0, 2, false, {}}, {Guide{false, 1, {grey, 1.5, "6 4"}}}, 0, 0};
    main.items = {Histogram{one.edges, one.all.density, {petroff[2], 2, ""}, Fill::hatched, labels.ggf + ", all"},
                  points_of(one.edges, one.selected, Marker::circle, black,
                            labels.ggf + ", score > " + shortest(evaluate::report_thresholds[0]))};
    lower.items.push_back(ratio_of(one.edges, one.selected, one.all, Marker::circle, black));
    for (auto const& point : std::get<Points>(lower.items.back()).points) {
        bool const is_known = point.y_high < 1.5 * point.y;  // by more than a few events
        if (is_known) lower.y.high = std::max(lower.y.high, 1.15 * point.y);
    }
    plot_parts::add_heading(main, labels, 0.96, true);
    return {id, one.variable, {one.variable, one.edges.front(), one.edges.back(), false, {}}, main, lower};
}

/// One column for each change, numbered from `first` on.
Plot shifts_plot(evaluate::Report const& report, std::vector<evaluate::Shift> const& all, std::size_t first,
                 std::string const& id) {
    Points vbf{{}, Marker::circle, false, petroff[0], report.inputs.labels.vbf};
    Points ggf{{}, Marker::square, false, petroff[2], report.inputs.labels.ggf};
    std::string const what = report.inputs.objects.empty() ? "Change of the jets" : "Change of the inputs";
    Axis x{what + ", in the order of the tables", 0, static_cast<double>(all.size()), false, {}};
    double reach = 0.01;
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const add = [&](Points& points, double at, evaluate::Measured const& m) {
            double const value = 100 * m.value, error = 100 * m.error;
            points.points.push_back({at, value, value - error, value + error});
            if (std::abs(value) < 30) reach = std::max(reach, std::abs(value) + error);
        };
        add(vbf, static_cast<double>(i) + 0.42, all[i].vbf);
        add(ggf, static_cast<double>(i) + 0.58, all[i].ggf);
        x.categories.push_back(std::to_string(first + i + 1));
    }
    Panel main{{"Change of efficiency [percentage points]", -1.2 * reach, 1.7 * reach, false, {}}, {}, 0.04, 0};
    main.items = {vbf, ggf, Guide{false, 0, {grey, 1.3, "6 4"}}};
    plot_parts::add_heading(main, report.inputs.labels, 0.04, false);
    return {id,
            report.inputs.objects.empty() ? "Efficiencies with changed jets" : "Efficiencies with changed inputs",
            x,
            main,
            {}};
}

}  // namespace

std::vector<Figure> overtraining_figures(evaluate::Report const& report) {
    if (!report.inputs.trust.overtraining) return {};
    return {{"overtraining", overtraining_caption, overtraining_plot(report)}};
}

std::vector<Figure> shifts_figures(evaluate::Report const& report) {
    auto const& trust = report.inputs.trust;
    auto all = trust.systematics;
    all.insert(all.end(), trust.mistakes.begin(), trust.mistakes.end());
    auto const* const caption = report.inputs.objects.empty() ? shifts_caption : shifts_of_inputs_caption;
    std::vector<Figure> figures;
    for (auto const& [first, part] : parts_of(all, most_shifts)) {
        auto const id = numbered("shifts", figures.size());
        figures.push_back({id, caption, shifts_plot(report, part, first, id)});
    }
    return figures;
}

std::vector<Figure> sculpting_figures(evaluate::Report const& report) {
    std::vector<Figure> figures;
    for (auto const& one : report.inputs.trust.sculpting) {
        auto const id = "sculpting-" + std::to_string(figures.size() + 1);
        figures.push_back({id, sculpting_caption, sculpting_plot(report, one, id)});
    }
    return figures;
}

std::vector<Figure> importance_figures(evaluate::Report const& report) {
    auto const* const caption = report.inputs.objects.empty() ? importance_caption : importance_of_inputs_caption;
    std::vector<Figure> figures;
    bool const of_jets = report.inputs.objects.empty();  // they share columns
    auto const& all = report.inputs.trust.importances;
    for (auto const& [first, part] : parts_of(all, of_jets ? all.size() : most_importances)) {
        auto const id = numbered("importance", figures.size());
        figures.push_back({id, caption, importance_plot(report, part, id)});
    }
    return figures;
}

}  // namespace jetseq::report
