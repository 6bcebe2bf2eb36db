#include "report/page/write_report.hpp"

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/text/near_match.hpp"
#include "evaluate/studies/report_json.hpp"
#include "report/figures/plot_data.hpp"
#include "report/figures/regression_plots.hpp"
#include "report/page/regression_page.hpp"
#include "report/page/report_page.hpp"
#include "report/page/sections.hpp"
#include "report/plot/fonts.hpp"
#include "report/plot/svg_conversion.hpp"

namespace jetseq::report {
namespace {

/// All names that a figure can have, as one std::regex.
std::string figure_names() {
    std::string names = "found-against-true|resolution|residuals";  // of a regression
    for (auto const& section : report_sections()) {
        if (*section.figure_names) names += "|" + std::string{section.figure_names};
    }
    return "(" + names + ")";
}

/// Adds files to a report.
class ReportFiles {
public:
    ReportFiles(OutputFiles& files, std::string const& folder, PlotFormats const& formats)
        : files_{files}, folder_{folder}, formats_{formats} {}

    void add(std::string const& name, std::string const& content) {
        files_.add(folder_ + "/" + name, content);
        written_.paths.push_back(folder_ + "/" + name);
    }
    void add(Figure const& figure) {
        auto const drawing = svg(figure.plot);
        auto const name = "plots/" + figure.name;
        add(name + ".svg", drawing);
        if (formats_.pdf) add(name + ".pdf", pdf_of_svg(drawing));
        if (formats_.png) add(name + ".png", png_of_svg(drawing));
        add(name + ".csv", plot_csv(figure.plot));
        drawings_ += drawing;
    }
    WrittenReport written() {
        if (formats_.pdf || formats_.png) {
            written_.without_font = characters_without_font(drawings_);
            written_.complaint_about_fonts = complaint_about_fonts();
        }
        return written_;
    }

private:
    OutputFiles& files_;
    std::string folder_, drawings_;
    PlotFormats formats_;
    WrittenReport written_;
};

}  // namespace

PlotFormats plot_formats(std::vector<std::string> const& names) {
    PlotFormats formats{false, false};
    for (auto const& name : names) {
        if (name == "pdf" || name == "png") require_svg_conversion();
        if (name == "pdf")
            formats.pdf = true;
        else if (name == "png")
            formats.png = true;
        else if (name != "svg")
            throw Error{"plots have no format '" + name + "' (svg, pdf and png are known" +
                        did_you_mean(name, {"svg", "pdf", "png"}) + "). Name some of these, with commas between them"};
    }
    return formats;
}

WrittenReport write_report(std::string const& folder, evaluate::Report const& report, PlotFormats const& formats) {
    OutputFiles files;
    auto written = add_report(files, folder, report, formats);
    files.commit();
    return written;
}

WrittenReport add_report(OutputFiles& files, std::string const& folder, evaluate::Report const& report,
                         PlotFormats const& formats) {
    ReportFiles of_report{files, folder, formats};
    of_report.add("report.html", report_html(report));
    of_report.add("report.json", text_of(evaluate::report_json(report), 1) + "\n");
    for (auto const& figure : report_figures(report)) of_report.add(figure);
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        if (report.models[m].roc.empty()) continue;
        of_report.add("plots/roc" + (m == 0 ? "" : "-" + std::to_string(m + 1)) + ".yaml", roc_yaml(report, m));
    }
    return of_report.written();
}

WrittenReport add_regression(OutputFiles& files, std::string const& folder, evaluate::Regression const& regression,
                             PlotFormats const& formats) {
    ReportFiles of_report{files, folder, formats};
    of_report.add("report.html", regression_html(regression));
    of_report.add("report.json", text_of(evaluate::regression_json(regression), 1) + "\n");
    for (auto const& figure : regression_figures(regression)) of_report.add(figure);
    return of_report.written();
}

std::vector<OwnFiles> plots_of_reports() {
    auto const figure = figure_names();
    return {{"plots", figure + "\\.svg", begin_with(plot::svg_begins)},
            {"plots", figure + "\\.pdf", begin_with(pdf_begins)},
            {"plots", figure + "\\.png", begin_with(png_begins)},
            {"plots", figure + "\\.csv", begin_with(plot_csv_begins)},
            {"plots", "roc(-[0-9]+)?\\.yaml", begin_with("bkg_rej:\n  __ndarray__:\n")}};
}

}  // namespace jetseq::report
