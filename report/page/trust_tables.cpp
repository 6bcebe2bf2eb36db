#include "report/page/trust_tables.hpp"

#include <cmath>

#include "core/text/number_text.hpp"
#include "report/page/html_parts.hpp"
#include "report/page/html_table.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report::html {
namespace {

std::string points(evaluate::Measured const& m) { return with_error(100 * m.value, 100 * m.error, 2); }

std::string numbered(std::size_t n, std::string const& name) { return std::to_string(n) + ". " + escaped(name); }

std::string shifts(evaluate::Report const& report, std::vector<evaluate::Shift> const& all, std::string const& caption,
                   std::size_t first) {
    if (all.empty()) return {};
    auto const vbf = vbf_name(report), ggf = ggf_name(report);
    HtmlTable table{caption,
                    {"", vbf + " [%]", "change", ggf + " [%]", "change", "AUC", "change, 10<sup>&minus;4</sup>"}};
    for (auto const& shift : all) {
        table.add_row({numbered(first++, shift.name), percent_html(shift.at_threshold.vbf), points(shift.vbf),
                       percent_html(shift.at_threshold.ggf), points(shift.ggf), or_dash(shift.auc.value, 4),
                       with_error(1e4 * shift.auc_change.value, 1e4 * shift.auc_change.error, 0)});
    }
    return wide(table);
}

std::string trainings(evaluate::Report const& report) {
    auto const& all = report.inputs.trust.trainings;
    if (all.empty()) return {};
    HtmlTable table{
        "Several trainings, each on the test events that it has not seen. Spread: standard deviation between them.",
        {"", "AUC", vbf_name(report) + " [%]", ggf_name(report) + " [%]"}};
    double sum[3] = {}, squares[3] = {};
    for (auto const& one : all) {
        table.add_row({escaped(one.name), with_error(one.auc.value, one.auc.error, 4),
                       percent_html(one.at_threshold.vbf), percent_html(one.at_threshold.ggf)});
        double const values[3] = {one.auc.value, 100 * one.at_threshold.vbf.value, 100 * one.at_threshold.ggf.value};
        for (int i = 0; i < 3; ++i) sum[i] += values[i], squares[i] += values[i] * values[i];
    }
    auto const n = static_cast<double>(all.size());
    std::vector<std::string> mean{"mean"}, spread{"spread"};
    for (int i = 0; i < 3; ++i) {
        int const digits = i == 0 ? 4 : 1;
        mean.push_back(fixed(sum[i] / n, digits));
        spread.push_back(
            n > 1 ? fixed(std::sqrt(std::max(0.0, squares[i] / n - sum[i] / n * sum[i] / n) * n / (n - 1)), digits)
                  : "&ndash;");
    }
    table.add_row(mean), table.add_row(spread);
    return wide(table);
}

std::string recalibrations(evaluate::Report const& report) {
    if (report.inputs.trust.recalibrations.empty()) return {};
    HtmlTable table{"Calibrations fitted on the validation part, measured on the test part.",
                    {"", "expected calibration error", "cross-entropy"}};
    for (auto const& one : report.inputs.trust.recalibrations) {
        table.add_row({escaped(one.name), or_dash(one.expected_error, 4), or_dash(one.cross_entropy, 5)});
    }
    return wide(table);
}

std::string overtraining(evaluate::Report const& report) {
    auto const& trained = report.inputs.trust.overtraining;
    if (!trained) return {};
    auto const test = [&](std::string const& name, evaluate::TwoSampleTest const& t) {
        return std::pair{"Training against test, " + name,
                         "largest distance " + or_dash(t.distance, 4) + ", p = " + or_dash(t.probability, 3)};
    };
    return definition_table(
        {{"AUC of the training part minus test", with_error(trained->auc_excess.value, trained->auc_excess.error, 4)},
         test(vbf_name(report), trained->vbf_test),
         test(ggf_name(report), trained->ggf_test)});
}

std::string leakage_text(std::optional<evaluate::Leakage> const& leakage) {
    if (!leakage) return "not known";
    return count_text(leakage->training) + " of the training part, " + count_text(leakage->validation) +
           " of the validation part";
}

}  // namespace

std::string checks(evaluate::Report const& report) {
    std::vector<std::pair<std::string, std::string>> rows{
        {"Events seen in training", leakage_text(report.inputs.leakage)}};
    if (report.inputs.leakage_by_jets) {
        rows.emplace_back("Events seen under another id", leakage_text(report.inputs.leakage_by_jets));
    }
    for (auto const& other : report.inputs.comparisons) {
        rows.emplace_back("Events seen by " + escaped(other.model), leakage_text(other.leakage));
    }
    rows.emplace_back("Expected calibration error", or_dash(report.first().calibration.expected_error, 4));
    rows.emplace_back("Events that appear in the data twice", count_text(report.inputs.repeated));
    for (auto const& [backend, difference] : report.inputs.parity) {
        rows.emplace_back("Largest score difference, " + escaped(backend), small_number(difference));
    }
    return definition_table(rows);
}

std::string trust(evaluate::Report const& report) {
    auto const& trust = report.inputs.trust;
    auto const at = " Score &gt; " + shortest(evaluate::report_thresholds[0]) + "; changes in percentage points.";
    std::string const caption =
        report.inputs.objects.empty()
            ? "Uncertainties of the jets, pushed through the network."
            : "Each input 5 % larger or smaller, and 5 % of the objects lost: sensitivities, not uncertainties.";
    return overtraining(report) + recalibrations(report) + trainings(report) +
           shifts(report, trust.systematics, caption + at, 1) +
           shifts(report, trust.mistakes, "Mistakes, and what should not matter." + at, 1 + trust.systematics.size());
}

std::string importances(evaluate::Report const& report) {
    if (report.inputs.trust.importances.empty()) return {};
    HtmlTable table{"AUC lost by the first model, 10<sup>&minus;4</sup>.", {"", "", "loss"}};
    for (auto const& one : report.inputs.trust.importances) {
        table.add_row(
            {escaped(one.name), escaped(one.kind), with_error(1e4 * one.loss.value, 1e4 * one.loss.error, 1)});
    }
    return wide(table);
}

}  // namespace jetseq::report::html
