#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "apps/options/command.hpp"
#include "apps/options/model_option.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "workflow/evaluate/evaluation.hpp"
#include "workflow/evaluate/regression_evaluation.hpp"
#include "workflow/models/run_directory.hpp"

namespace jetseq::apps {
namespace {

void add_options(cxxopts::Options& syntax) {
    auto const text = [] { return cxxopts::value<std::string>(); };
    auto const texts = [] { return cxxopts::value<WholeTexts>(); };
    auto add = syntax.add_options();
    add("model", "frozen model, or run directory", text());
    add("events", "files of events or sequences, or globs", cxxopts::value<Strings>());
    add("out", "folder for report.html, report.json and the plots", text());
    add("all", "all events, not the test part only (for samples that were not trained on)");
    add("with",
        "another model on the same events, [NAME=]FILE: a frozen model, a run directory, or FILE.h5[:COLUMN] of "
        "scores; may be given many times",
        texts());
    add("cuts", "another selection by cuts, [NAME=]M_JJ/DELTA_ETA (m_jj in GeV)",
        texts()->default_value("m_jj > 630 GeV=630/4.7"));
    add("trainings", "folder of several trainings (jetseq train --seeds or --folds), to show their standard deviation",
        text());
    add("parity",
        "scores of this model by another engine, [NAME=]FILE.h5[:COLUMN]; the largest difference is shown; may be "
        "given many times",
        texts());
    add("masses", "selected.h5 of jetseq select with these events, to show how the model sculpts m_VV", text());
    add("point",
        "choose a threshold on the validation part: NAME=vbf:EFFICIENCY, NAME=ggf:EFFICIENCY or "
        "NAME=significance:SIGNAL/BACKGROUND",
        texts());
    add("calibrate", "evaluate the model calibrated on the validation part: temperature, logistic or isotonic", text());
    add("freeze", "write the model with these points and this calibration to this file", text());
    add("literature", "show the published efficiencies for H(1 TeV) for comparison");
    add("title", "title of the page and the plots", text());
    add("vbf-name", "name of the signal in tables and plots", text());
    add("ggf-name", "name of the background", text());
    add("label", "text shown in each plot, such as \"Private work\"", text());
    add("config", "data.names and data.unit of files not made by jetseq", text());
    add("plots",
        "formats of the plots, from svg, pdf and png, separated by commas; SVG is always written (default: svg,pdf)",
        cxxopts::value<Strings>());
    add_expected_sha256(syntax);
}

/// The residuals of all models.
void print_summary(evaluate::Regression const& regression) {
    auto const number = [](evaluate::Measured const& m) { return fmt::format("{:.4g} +- {:.2g}", m.value, m.error); };
    std::cout << regression.models.front().all.events << " events; residuals of " << regression.target << '\n';
    for (auto const& model : regression.models) {
        std::cout << fmt::format("  {:16}  bias {}, half 68 % width {}, RMS {}\n", model.name, number(model.all.bias),
                                 number(model.all.width), number(model.all.rms));
    }
    for (auto const& warning : regression.warnings) std::cerr << "jetseq: warning: " << warning << '\n';
}

/// `--plots`; without it SVG and PDF, or a note that says why there is no PDF.
report::PlotFormats formats_of(CommandLine const& line, Terminal& terminal) {
    if (line.has("plots")) {
        return report::plot_formats(line.get<Strings>("plots"));
    }
    try {
        return report::plot_formats({"svg", "pdf"});
    } catch (Error const& error) {
        terminal.note(error.what());
        return report::plot_formats({"svg"});
    }
}

workflow::EvaluationOptions options_of(CommandLine const& line, Terminal& terminal) {
    auto const text = [&](char const* name) { return line.get<std::string>(name, ""); };
    auto const texts = [&](char const* name) { return line.get<WholeTexts>(name, {}).texts; };
    workflow::EvaluationOptions options;
    options.model = text("model"), options.events = line.get<Strings>("events");
    options.configuration = line.get<std::string>("config", ""), options.all_events = line.has("all");
    options.models = texts("with"), options.parity = texts("parity"), options.points = texts("point");
    (line.has("cuts") ? options.cuts : options.usual_cuts) = line.get<WholeTexts>("cuts").texts;  // has a default
    options.trainings = text("trainings"), options.masses = text("masses");
    options.calibration = text("calibrate"), options.frozen = text("freeze"), options.out = text("out");
    options.literature = line.has("literature");
    auto& labels = options.labels;
    labels.experiment = line.get<std::string>("label", "");
    labels.title = text("title"), labels.vbf = text("vbf-name"), labels.ggf = text("ggf-name");
    options.plots = formats_of(line, terminal);
    return options;
}

std::string percent(evaluate::Efficiency const& share) {
    if (!std::isfinite(share.value)) return "  undefined";
    return fmt::format("{:5.1f} +- {:.1f}", 100 * share.value, 50 * (share.high - share.low));
}

void print_summary(evaluate::Report const& report) {
    std::string text = "AUC undefined";
    auto const& area = report.first().auc;
    if (std::isfinite(area.error))
        text = fmt::format("AUC {:.4f} +- {:.4f}", area.value, area.error);
    else if (std::isfinite(area.value))
        text = fmt::format("AUC {:.4f}, its error undefined", area.value);
    auto const &vbf = report.inputs.labels.vbf, &ggf = report.inputs.labels.ggf;
    std::cout << report.n_vbf << ' ' << vbf << " and " << report.n_ggf << ' ' << ggf << " events; " << text
              << fmt::format("\n                  {:12} {} %\n", vbf + " %", ggf);
    for (auto const& point : report.first().working_points) {
        std::cout << fmt::format("  score > {:.1f}   {}   {}\n", point.threshold, percent(point.vbf),
                                 percent(point.ggf));
    }
    if (!report.inputs.cut_based_name.empty()) {
        std::cout << "  cut-based     " << percent(report.cut_based.vbf) << "   " << percent(report.cut_based.ggf)
                  << "\n  score, with the same " << ggf << ": " << percent(report.first().vbf_at_cut_based_ggf) << '\n';
    }
    for (auto const& warning : report.warnings) std::cerr << "jetseq: warning: " << warning << '\n';
}

/// Writes the files that add(files) adds, which take their places together.
template <class Add>
report::WrittenReport write_together(workflow::EvaluationOptions const& options, Add add) {
    auto const held = folder_when_free(options.out);
    OutputFiles files;
    auto const written = add(files);
    PostponedInterrupts const together;
    files.commit();
    remove_leftovers(options.out, report::plots_of_reports(), files.paths());
    return written;
}

void print_files(report::WrittenReport const& written, workflow::EvaluationOptions const& options, Terminal& terminal) {
    if (!options.frozen.empty()) std::cout << "wrote " << options.frozen << '\n';
    std::cout << "wrote " << written.paths.at(0) << "\nwrote " << written.paths.at(1) << "\nwrote "
              << written.paths.size() - 2 << " files in " << options.out << "/plots\n";
    std::cout << "next: open " << options.out << "/report.html in a browser\n";
    if (!written.complaint_about_fonts.empty()) {
        bool const is_named = std::getenv("FONTCONFIG_FILE") != nullptr;
        terminal.note("fontconfig does not take its configuration (" + written.complaint_about_fonts +
                      "). PDF and PNG of the plots have the fonts that it finds without; fix the file" +
                      (is_named ? ", or unset FONTCONFIG_FILE" : ""));
    }
    if (written.without_font.empty()) return;
    terminal.note("PDF and PNG of the plots show boxes in place of " + joined(written.without_font) +
                  " (no installed font has them). SVG and HTML show the text as it is");
}

}  // namespace

int run_evaluate(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq evaluate",
                            "Measures the performance of a frozen model on the test part of the events.\n"};
    add_options(syntax);
    syntax.positional_help("MODEL EVENTS... --out DIR");
    CommandLine const line{syntax, {"model", "events"}, {"model", "events", "out"}, argc, argv};
    if (line.help()) return 0;
    line.require_apart("freeze", {"report.html", "report.json", "plots"});

    Terminal terminal;
    auto const options = options_of(line, terminal);
    require_expected_sha256(line, workflow::frozen_file(options.model));
    if (workflow::is_regression(options)) {
        auto const regression = workflow::run_regression(options, terminal);
        auto const written = write_together(options, [&](OutputFiles& files) {
            return report::add_regression(files, options.out, regression, options.plots);
        });
        print_summary(regression);
        print_files(written, options, terminal);
        return 0;
    }
    auto const evaluation = workflow::run_evaluation(options, terminal);
    auto const written = write_together(
        options, [&](OutputFiles& files) { return workflow::add_evaluation(files, options, evaluation); });
    print_summary(evaluation.report);
    print_files(written, options, terminal);
    return 0;
}

}  // namespace jetseq::apps
