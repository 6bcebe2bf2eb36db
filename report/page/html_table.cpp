#include "report/page/html_table.hpp"

namespace jetseq::report {
namespace {

std::string element(char const* tag, std::string const& inside) {
    return std::string{"<"} + tag + ">" + inside + "</" + tag + ">";
}

std::string row(char const* tag, std::vector<std::string> const& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) text += element(i == 0 ? "th" : tag, cells[i]);
    return element("tr", text) + "\n";
}

}  // namespace

void HtmlTable::add_row(std::vector<std::string> const& cells) { rows_ += row("td", cells); }

std::string HtmlTable::html() const {
    return "<table>\n<caption>" + caption_ + "</caption>\n<thead>" + row("th", header_) + "</thead>\n<tbody>\n" +
           rows_ + "</tbody>\n</table>\n";
}

std::string wide(HtmlTable const& table) { return "<div class=\"wide\">" + table.html() + "</div>\n"; }

std::string definition_table(std::vector<std::pair<std::string, std::string>> const& rows) {
    std::string text;
    for (auto const& [name, value] : rows) text += row("td", {name, value});
    return "<table class=\"facts\">\n<tbody>\n" + text + "</tbody>\n</table>\n";
}

}  // namespace jetseq::report
