#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/io/old_outputs.hpp"
#include "core/io/output_file.hpp"
#include "core/io/output_folder.hpp"
#include "core/text/strings.hpp"
#include "select/cutflow/cutflow.hpp"

namespace jetseq::workflow {

/// Keeps other selections out of `folder`, and the files that a selection writes there from being read and lost.
std::unique_ptr<OutputFolder> hold_selection_folder(std::string const& folder);

/// The files that a selection writes with some options only.
std::vector<OwnFiles> files_of_selections();

/// Adds cutflow.json, cutflow.csv and, if it has them, correlations.csv in `folder` to `outputs`.
void add_cutflow(OutputFiles& outputs, std::string const& folder, Cutflow const& cutflow);

/// The sum of the cutflows in `files`. Throws Error, with the file that can't be added.
Cutflow sum_of_cutflows(Strings const& files);

}  // namespace jetseq::workflow
