#include "report/page/sections.hpp"

#include <cmath>

#include "report/figures/calibration_plot.hpp"
#include "report/figures/group_plot.hpp"
#include "report/figures/roc_plot.hpp"
#include "report/figures/score_plot.hpp"
#include "report/figures/training_plot.hpp"
#include "report/figures/trust_plots.hpp"
#include "report/page/group_tables.hpp"
#include "report/page/html_parts.hpp"
#include "report/page/model_tables.hpp"
#include "report/page/provenance_table.hpp"
#include "report/page/trust_tables.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report {
namespace {

using namespace html;

std::string no_text(evaluate::Report const&) { return {}; }
std::vector<Figure> no_figures(evaluate::Report const&) { return {}; }

void append(std::vector<Figure>& figures, std::vector<Figure> more) {
    for (auto& figure : more) figures.push_back(std::move(figure));
}

std::string bold(std::string const& text) { return "<b>" + text + "</b>"; }

std::string in_numbers(std::string const& tables) {
    return tables.empty() ? "" : "<details><summary>The same in numbers</summary>\n" + tables + "</details>\n";
}

bool has_both_classes(evaluate::Report const& report) { return !report.first().roc.empty(); }

// The first screen

/// Whether the model is better than the cuts, and by how much, in words; empty if that can't be said.
std::string verdict(evaluate::Report const& report) {
    auto const& model = report.first();
    auto const vbf = vbf_name(report), ggf = ggf_name(report);
    if (!std::isfinite(model.vbf_at_cut_based_ggf.value) || !std::isfinite(model.gain.error)) return {};
    double const deviations = model.gain.value == 1 ? 0 : (model.gain.value - 1) / model.gain.error;
    if (!std::isfinite(deviations)) return {};
    auto const opinion = std::abs(deviations) < 2 ? "is not distinguishable from"
                         : deviations > 0         ? "is better than"
                                                  : "is worse than";
    return "<p class=\"verdict\">The model " + std::string{opinion} + " the cuts: at their " + ggf + " efficiency of " +
           with_percent_sign(report.cut_based.ggf) + " it keeps " +
           bold(with_percent_sign(model.vbf_at_cut_based_ggf)) + " of " + vbf + " instead of " +
           bold(with_percent_sign(report.cut_based.vbf)) + ", " +
           bold(with_error(model.gain.value, model.gain.error, 3) + " times") + " as many; at their " + vbf +
           " efficiency it lets " + bold(with_percent_sign(model.ggf_at_cut_based_vbf)) + " of " + ggf +
           " through.</p>\n";
}

/// What is left out of the report of a model of more than two classes; empty for two.
std::string classes_compared(evaluate::Report const& report) {
    auto const& all = report.inputs.classes;
    if (all.size() < 3) return {};
    std::string others;
    for (std::size_t k = 2; k < all.size(); ++k) {
        others += (k == 2 ? "" : k + 1 == all.size() ? " and " : ", ") + escaped(all[k].name);
    }
    return "<p>This model has " + std::to_string(all.size()) + " classes. Everything but the tables and the ROC " +
           "curves of all classes compares " + vbf_name(report) + ", by its probability, with " + ggf_name(report) +
           "; events of " + others + " are left out there.</p>\n";
}

std::string verdict_and_models(evaluate::Report const& report) {
    return verdict(report) + models(report) + classes_compared(report);
}

std::vector<Figure> roc(evaluate::Report const& report) {
    if (!has_both_classes(report)) return {};
    return {roc_figure(report)};
}

// Working points

std::string points(evaluate::Report const& report) { return working_points(report) + chosen_points(report); }

// Models

std::vector<Figure> of_models(evaluate::Report const& report) {
    std::vector<Figure> figures;
    if (!report.inputs.classes.empty()) figures.push_back(classes_figure(report));
    for (std::size_t m = 0; m < report.models.size(); ++m) figures.push_back(score_figure(report, m));
    append(figures, sample_figures(report));
    return figures;
}

// Where it works: groupings of more than one group

std::vector<Figure> by_group(evaluate::Report const& report) {
    std::vector<Figure> figures;
    for (auto const& grouping : report.groupings) {
        if (grouping.groups.size() < 2) continue;
        figures.push_back(threshold_figure(report, grouping));
        figures.push_back(background_figure(report, grouping));
    }
    return figures;
}

std::string numbers_by_group(evaluate::Report const& report) {
    std::string text;
    for (auto const& grouping : report.groupings) {
        if (grouping.groups.size() > 1) text += groups(report, grouping);
    }
    return in_numbers(text);
}

// Can it be trusted

std::string checks_and_trust(evaluate::Report const& report) { return checks(report) + trust(report); }

std::vector<Figure> of_trust(evaluate::Report const& report) {
    std::vector<Figure> figures;
    if (has_both_classes(report)) figures.push_back(calibration_figure(report));
    if (!report.inputs.history.empty()) figures.push_back(training_figure(report));
    append(figures, overtraining_figures(report));
    append(figures, shifts_figures(report));
    append(figures, sculpting_figures(report));
    return figures;
}

// What it looks at

std::string numbers_of_importances(evaluate::Report const& report) { return in_numbers(importances(report)); }

constexpr Section sections[] = {
    {"", "", verdict_and_models, roc, no_text, "roc"},
    {"points", "Working points", points, no_figures, no_text, ""},
    {"models", "Models", no_text, of_models, classes, "roc-classes|score(-[0-9]+)?|score-by-sample-[0-9]+"},
    {"where", "Where it works", no_text, by_group, numbers_by_group,
     "(threshold|background)-by-(n_jets|length_of_[A-Za-z0-9_]+|mass|leading_pt|leading_abs_eta|n_soft|leptons|regime|"
     "spin)"},
    {"trust", "Can it be trusted", checks_and_trust, of_trust, no_text,
     "calibration|training|overtraining|shifts(-[0-9]+)?|sculpting-[0-9]+"},
    {"why", "What it looks at", no_text, importance_figures, numbers_of_importances, "importance(-[0-9]+)?"},
    {"provenance", "Provenance", provenance, no_figures, no_text, ""},
};

}  // namespace

std::span<Section const> report_sections() { return sections; }

std::vector<Figure> figures_of(Section const& section, evaluate::Report const& report) {
    if (report.n_vbf + report.n_ggf == 0) return {};
    return section.figures(report);
}

std::vector<Figure> report_figures(evaluate::Report const& report) {
    std::vector<Figure> figures;
    for (auto const& section : sections) append(figures, figures_of(section, report));
    return figures;
}

}  // namespace jetseq::report
