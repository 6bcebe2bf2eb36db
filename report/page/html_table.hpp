#pragma once
#include <string>
#include <utility>
#include <vector>

#include "evaluate/metrics/efficiency.hpp"

namespace jetseq {

/// An HTML table made row by row. Cells are HTML already: escape text from outside first.
class HtmlTable {
public:
    /// `header`: one entry per column; the first column is text, the others are numbers.
    HtmlTable(std::string caption, std::vector<std::string> header)
        : caption_{std::move(caption)}, header_{std::move(header)} {}

    void add_row(std::vector<std::string> const& cells);
    std::string html() const;

private:
    std::string caption_;
    std::vector<std::string> header_;
    std::string rows_;
};

/// A table that scrolls sideways where the page is narrower.
std::string wide(HtmlTable const& table);

/// A table of two columns of text without a header.
std::string definition_table(std::vector<std::pair<std::string, std::string>> const& rows);

/// The inline style of the page.
extern char const* const report_style;

/// A percentage with its interval for a table, as HTML: "70.7 ± 0.3", or "0.0" with "+0.4" over "-0.0" where the
/// two sides differ by more than a third. An undefined one is an en dash.
std::string percent_html(Efficiency const& efficiency);

}  // namespace jetseq
