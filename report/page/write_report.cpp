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
    std::string texts;
    auto const add = [&](std::string const& name, std::string const& content) {
        files.add(folder + "/" + name, content);
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
    files.commit();
    return {files.paths(), letters_missing_in_pdf(texts)};
}

}  // namespace jetseq
