#pragma once
#include <string>
#include <vector>

namespace jetseq::workflow {

/// The frozen file for `path`: a file itself; for a run directory the model that the run made, by its name in
/// config.yaml; for another folder its only frozen model. Throws Error if there is none, or several, which it names.
std::string frozen_file(std::string const& path);

/// Whether `directory` holds a fit, by its fit.json or the keys of its config.yaml.
bool holds_fit(std::string const& directory);

/// Whether `directory` holds the checkpoint of a training, or of one of many.
bool holds_training(std::string const& directory);

/// The names of those of many trainings that have begun in `folder`, and of copies of them; sorted.
std::vector<std::string> trials_in(std::string const& folder);

/// "resume the training in FOLDER", or the scan, or the run that the training in `folder` belongs to.
std::string how_to_resume(std::string const& folder);

/// Throws Error if the run in `directory` has trainings that are not among `names` (its folds, seeds or points; empty
/// for a single training), because they would remain there. New ones may be added to several, and copies may have
/// longer names ("seed1.old").
void require_trainings_of(std::string const& directory, std::vector<std::string> const& names);

/// Throws Error if `folder` exists without a training that can be resumed; scans can only if `goes_on_with_scans`.
void require_training(std::string const& folder, bool goes_on_with_scans);

}  // namespace jetseq::workflow
