#pragma once
#include <string>
#include <vector>

#include "core/io/old_outputs.hpp"
#include "core/io/output_file.hpp"
#include "evaluate/studies/report.hpp"

namespace jetseq {

struct WrittenReport {
    std::vector<std::string> paths;
    std::vector<std::string> missing_letters;  ///< which PDF plots show as "?", each once; the other formats have them
};

/// Writes report.html, report.json, and each plot as plots/NAME.svg, .pdf and .csv, ROC curves also as .yaml for puma,
/// into `folder`, which it makes. Throws Error where it can't.
WrittenReport write_report(std::string const& folder, Report const& report);
/// Adds the same files to `files`, to be committed by the caller.
WrittenReport add_report(OutputFiles& files, std::string const& folder, Report const& report);

/// What other reports have in plots/ than this one may have.
std::vector<OwnFiles> plots_of_reports();

}  // namespace jetseq
