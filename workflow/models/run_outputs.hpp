#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/io/output_folder.hpp"

/// Protects existing files in the folders that trainings and fits write to.
namespace jetseq::workflow {

/// The kind of a run, which determines the files in the run directory itself.
enum class RunKind { single_training, seeds, folds, scan };

/// Locks `directory` for other trainings during the lifetime of the result, and protects the files there: `inputs`,
/// which the run reads, and files of another kind than those it writes. With `resumes`, the folder has the run's own
/// record, which may be replaced. `name`: of the model. Throws Error, also if the folder is in use.
std::unique_ptr<OutputFolder> hold_run_directory(std::string const& directory, std::string const& name, RunKind kind,
                                                 bool resumes, std::vector<std::string> const& inputs);

/// The same for the folder of one of many trainings, in a run directory that is locked; it may have begun there. Throws
/// Error.
void require_place_for_trial(std::string const& directory, std::string const& name);

/// Throws Error if a fit in `directory` would mix with the files of a training, or replace a config.yaml of another
/// command. `writes_configuration`: false for a fit of a workspace.
void require_place_for_fit(std::string const& directory, bool writes_configuration);

}  // namespace jetseq::workflow
