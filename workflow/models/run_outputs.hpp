#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/io/output_folder.hpp"

/// The files that trainings and fits write in their folders: what stands there already is kept safe from them.
namespace jetseq {

/// What a run directory is made for: which of its files are written in the directory itself.
enum class RunKind { single_training, seeds, folds, scan };

/// Keeps other trainings out of `directory` while it lives, and safe what stands there: `inputs`, the files that the
/// run reads, and files of another kind than those that it writes. With `resumes`, the folder holds the run's own
/// record, which may be replaced. `name`: of the model. Throws Error, also if the folder is in use.
std::unique_ptr<OutputFolder> hold_run_directory(std::string const& directory, std::string const& name, RunKind kind,
                                                 bool resumes, std::vector<std::string> const& inputs);

/// The same for the folder of one training among many, in a run directory that is held; it may have begun there. Throws
/// Error.
void require_place_for_trial(std::string const& directory, std::string const& name);

/// Throws Error if a fit in `directory` would stand among the files of a training, or replace a config.yaml that is
/// none of a fit. `writes_configuration`: a fit of a workspace has none.
void require_place_for_fit(std::string const& directory, bool writes_configuration);

}  // namespace jetseq
