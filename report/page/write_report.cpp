#include "report/page/write_report.hpp"

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/text/near_match.hpp"
#include "evaluate/studies/report_json.hpp"
#include "report/figures/plot_data.hpp"
#include "report/page/report_page.hpp"
#include "report/page/sections.hpp"
#include "report/plot/fonts.hpp"
#include "report/plot/svg_conversion.hpp"

namespace jetseq::report {
namespace {

/// All names that a figure can have, as one std::regex.
std::string figure_names() {
    std::string names;
    for (auto const& section : report_sections()) {
        if (*section.figure_names) names += (names.empty() ? "" : "|") + std::string{section.figure_names};
    }
    return "(" + names + ")";
}

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
    WrittenReport written;
    std::string drawings;
    auto const add = [&](std::string const& name, std::string const& content) {
        files.add(folder + "/" + name, content);
        written.paths.push_back(folder + "/" + name);
    };
    add("report.html", report_html(report));
    add("report.json", text_of(evaluate::report_json(report), 1) + "\n");
    for (auto const& figure : report_figures(report)) {
        auto const drawing = svg(figure.plot);
        auto const name = "plots/" + figure.name;
        add(name + ".svg", drawing);
        if (formats.pdf) add(name + ".pdf", pdf_of_svg(drawing));
        if (formats.png) add(name + ".png", png_of_svg(drawing));
        add(name + ".csv", plot_csv(figure.plot));
        drawings += drawing;
    }
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        if (report.models[m].roc.empty()) continue;
        add("plots/roc" + (m == 0 ? "" : "-" + std::to_string(m + 1)) + ".yaml", roc_yaml(report, m));
    }
    if (formats.pdf || formats.png) {
        written.without_font = characters_without_font(drawings);
        written.complaint_about_fonts = complaint_about_fonts();
    }
    return written;
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
