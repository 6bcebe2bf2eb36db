#pragma once
#include <span>
#include <string>
#include <vector>

#include "evaluate/studies/report.hpp"
#include "report/figures/figure.hpp"

namespace jetseq::report {

/// A part of the page, from top to bottom: text, figures, more text. It is shown if any of the three is there.
struct Section {
    char const*
        id;  ///< its anchor; "" for the first screen, which has no heading and no entry in the table of contents
    char const* title;                                        ///< its heading and its entry in the table of contents
    std::string (*above)(evaluate::Report const&);            ///< HTML above the figures
    std::vector<Figure> (*figures)(evaluate::Report const&);  ///< for a report with events
    std::string (*below)(evaluate::Report const&);            ///< HTML below the figures
    char const* figure_names;  ///< a std::regex of all names that its figures can have; "": none
};

/// All sections in their order. The page, its table of contents and the files of plots follow this table.
std::span<Section const> report_sections();

/// None of a report without events.
std::vector<Figure> figures_of(Section const& section, evaluate::Report const& report);

/// Those of all sections.
std::vector<Figure> report_figures(evaluate::Report const& report);

}  // namespace jetseq::report
