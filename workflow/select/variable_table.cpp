#include "workflow/select/variable_table.hpp"

#include <algorithm>

#include "select/variables/variables.hpp"

namespace jetseq::workflow {
namespace {

std::string unit_of(VariableInfo const& variable) { return variable.unit == Unit::gev ? "GeV" : ""; }

std::string kind_of_variable(VariableInfo const& variable) {
    switch (variable.kind) {
        case Kind::number:
            return "number";
        case Kind::count:
            return "count";
        case Kind::flag:
            return "flag";
    }
    return "";
}

std::string padded(std::string const& text, std::size_t width) { return text + std::string(width - text.size(), ' '); }

/// The columns that a variable needs, in the words of the page.
std::string needs_of(VariableInfo const& variable) {
    std::string text;
    for (auto const& column : variable.columns) {
        text += text.empty() ? "" : ", ";
        text += column == "other_boson" ? "columns of the other boson" : "`" + column + "`";
    }
    return text;
}

/// Calls `title` at the beginning of each group, and `row` for each variable.
template <class Title, class Row>
void walk(Title const& title, Row const& row) {
    std::string last;
    for (auto const& variable : listed_variables()) {
        if (last != title_of(variable.source)) title(last = title_of(variable.source));
        row(variable);
    }
}

}  // namespace

std::string variable_table() {
    std::size_t width = 0;
    for (auto const& variable : listed_variables()) width = std::max(width, variable.name.size());
    auto const line = [&](std::string const& name, std::string const& unit, std::string const& kind,
                          std::string const& meaning) {
        return padded(name, width + 2) + padded(unit, 6) + padded(kind, 8) + meaning + '\n';
    };
    std::string text = line("variable", "unit", "kind", "meaning");
    walk([&](std::string const& title) { text += '\n' + title + ":\n"; },
         [&](VariableInfo const& variable) {
             text += line(variable.name, unit_of(variable), kind_of_variable(variable), variable.meaning);
         });
    return text;
}

std::string variable_page() {
    std::string text = "| variable | unit | kind | meaning | needs |\n|---|---|---|---|---|\n";
    walk([&](std::string const& title) { text += "| **" + title + "** | | | | |\n"; },
         [&](VariableInfo const& variable) {
             text += "| `" + variable.name + "` | " + unit_of(variable) + " | " + kind_of_variable(variable) + " | " +
                     variable.meaning + " | " + needs_of(variable) + " |\n";
         });
    text.pop_back();
    return text;
}

}  // namespace jetseq::workflow
