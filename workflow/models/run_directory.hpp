#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/io/output_folder.hpp"

namespace jetseq {

/// The frozen file of `path`: itself; in a run directory the model that the run made, whose name stands in config.yaml;
/// in another folder the only frozen model. Throws Error if there is none, or several, which it names.
std::string frozen_file(std::string const& path);

/// What a run directory is made for: which of its files are written in the directory itself.
enum class RunKind { single_training, seeds, folds, scan };

/// The files that one training among many, of the model `name`, writes in its folder `directory` must not be read by it,
/// and before it begins none of another kind may stand in their places. Throws Error if one does.
void announce_trial(std::string const& directory, std::string const& name);

/// Whether the config.yaml in `directory` is that of a fit, by its keys.
bool holds_fit(std::string const& directory);

/// Whether `directory` holds the checkpoint of a training, or of one among many.
bool holds_training(std::string const& directory);

/// Throws Error if the run in `directory` has trainings that are not among `names` (its folds, seeds or points; none: a
/// single training), which would stay there beside those. New ones may be added to several. A point of a scan is known
/// by its name among `begun`, the trainings that the run has begun with; other folders were set aside.
void require_trainings_of(std::string const& directory, std::vector<std::string> const& names,
                          std::vector<std::string> const& begun);

/// Throws Error if `folder` is there and no training of `command` has begun in it, which would start one: "jetseq
/// train" or "jetseq scan".
void require_training(std::string const& folder, std::string const& command);

/// Keeps other trainings out of `directory` while it lives, and the command's inputs safe: files that a training of the
/// model `name` writes must not be read by it. With `resumes`, what the folder holds is the run's own record and may be
/// replaced; else what stands in the places of its files must be of their kinds. Throws Error: that, or the folder is in
/// use, or a file.
std::unique_ptr<OutputFolder> hold_run_directory(std::string const& directory, std::string const& name, RunKind kind,
                                                 bool resumes);

}  // namespace jetseq
