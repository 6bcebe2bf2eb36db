#pragma once
#include <string>
#include <utility>
#include <vector>

namespace jetseq::report {

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

/// A table that scrolls sideways on a narrower page.
std::string wide(HtmlTable const& table);

/// A table of two columns of text without a header.
std::string definition_table(std::vector<std::pair<std::string, std::string>> const& rows);

}  // namespace jetseq::report
