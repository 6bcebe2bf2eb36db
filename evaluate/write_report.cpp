#include "jetseq/evaluate/write_report.hpp"

#include "jetseq/evaluate/html.hpp"
#include "jetseq/evaluate/plots.hpp"
#include "jetseq/evaluate/report_json.hpp"
#include "jetseq/event/output_file.hpp"

namespace jetseq {

std::vector<std::string> write_report(std::string const& folder, Report const& report) {
    std::vector<std::string> paths{folder + "/report.html", folder + "/report.json"};
    write_file(paths[0], report_html(report));
    write_json(paths[1], report_json(report));
    for (auto const& plot : report_plots(report)) {
        paths.push_back(folder + "/plots/" + plot.name + ".svg");
        write_file(paths.back(), svg(plot.plot));
    }
    return paths;
}

}  // namespace jetseq
