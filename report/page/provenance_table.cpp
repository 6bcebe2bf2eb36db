#include "report/page/provenance_table.hpp"

#include "report/page/html_table.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report::html {
namespace {

std::string joined(std::vector<std::string> const& texts, std::string const& between) {
    std::string result;
    for (auto const& text : texts) result += (result.empty() ? "" : between) + escaped(text);
    return result;
}

}  // namespace

std::string provenance(evaluate::Report const& report) {
    std::vector<std::pair<std::string, std::string>> rows{{"Model", escaped(report.inputs.model)},
                                                          {"Data", joined(report.inputs.data, "<br>")},
                                                          {"Events", escaped(report.inputs.part)}};
    for (auto const& [key, text] : report.inputs.provenance) {
        bool const one_line = text.find('\n') == text.npos;
        rows.emplace_back(escaped(key), one_line ? escaped(text) : "<pre>" + escaped(text) + "</pre>");
    }
    std::erase_if(rows, [](auto const& row) { return row.second.empty(); });
    return definition_table(rows);
}

}  // namespace jetseq::report::html
