#pragma once
#include <string>
#include <vector>

namespace jetseq {

/// The frozen file of `path`: itself; in a run directory the model that the run made, whose name stands in config.yaml;
/// in another folder the only frozen model. Throws Error if there is none, or several, which it names.
std::string frozen_file(std::string const& path);

/// Whether `directory` holds a fit, by its fit.json or the keys of its config.yaml.
bool holds_fit(std::string const& directory);

/// Whether `directory` holds the checkpoint of a training, or of one among many.
bool holds_training(std::string const& directory);

/// The names of the trainings among many that have begun in `folder`, and of copies of them; sorted.
std::vector<std::string> trials_in(std::string const& folder);

/// "resume the training in FOLDER", or the scan, or that which the training in `folder` is one of.
std::string how_to_resume(std::string const& folder);

/// Throws Error if the run in `directory` has trainings that are not among `names` (its folds, seeds or points; none: a
/// single training), which would stay there beside those. New ones may be added to several, and copies of them may
/// stand there under longer names ("seed1.old").
void require_trainings_of(std::string const& directory, std::vector<std::string> const& names);

/// Throws Error if `folder` is there and no training has begun in it that can be resumed; a scan only if
/// `goes_on_with_scans`.
void require_training(std::string const& folder, bool goes_on_with_scans);

}  // namespace jetseq
