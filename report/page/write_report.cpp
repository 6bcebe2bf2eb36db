#include "report/page/write_report.hpp"

#include "core/io/output_file.hpp"
#include "evaluate/studies/report_json.hpp"
#include "report/page/html.hpp"
#include "report/page/plot_data.hpp"
#include "report/page/plots.hpp"
#include "report/plot/pdf.hpp"

namespace jetseq {

WrittenReport write_report(std::string const& folder, Report const& report) {
    OutputFiles files;
    auto written = add_report(files, folder, report);
    files.commit();
    return written;
}

WrittenReport add_report(OutputFiles& files, std::string const& folder, Report const& report) {
    WrittenReport written;
    std::string texts;
    auto const add = [&](std::string const& name, std::string const& content) {
        files.add(folder + "/" + name, content);
        written.paths.push_back(folder + "/" + name);
    };
    add("report.html", report_html(report));
    add("report.json", text_of(report_json(report), 1) + "\n");
    for (auto const& plot : report_plots(report)) {
        auto const drawn = svg(plot.plot);
        add("plots/" + plot.name + ".svg", drawn);
        texts += drawn;
        add("plots/" + plot.name + ".pdf", pdf_of_svg(drawn));
        add("plots/" + plot.name + ".csv", plot_csv(plot.plot));
    }
    for (std::size_t m = 0; m < report.models.size(); ++m) {
        if (report.models[m].roc.empty()) continue;
        add("plots/roc" + (m == 0 ? "" : "-" + std::to_string(m + 1)) + ".yaml", roc_yaml(report, m));
    }
    written.missing_letters = letters_missing_in_pdf(texts);
    return written;
}

std::vector<OwnFiles> plots_of_reports() {
    std::string const plot =
        "(roc|roc-classes|calibration|training|overtraining|shifts|importance|score(-[0-9]+)?|score-by-sample-[0-9]+|"
        "sculpting-[0-9]+|(threshold|background)-by-"
        "(n_jets|mass|leading_pt|leading_abs_eta|n_soft|leptons|regime|spin))";
    return {{"plots", plot + "\\.svg", begin_with(plot::svg_begins)},
            {"plots", plot + "\\.pdf", begin_with(pdf_begins)},
            {"plots", plot + "\\.csv", begin_with(plot_csv_begins)},
            {"plots", "roc(-[0-9]+)?\\.yaml", begin_with("bkg_rej:\n  __ndarray__:\n")}};
}

}  // namespace jetseq
