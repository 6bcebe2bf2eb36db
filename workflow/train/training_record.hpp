#pragma once
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "core/math/residuals.hpp"
#include "data/sequences/sequences.hpp"
#include "train/loop/train.hpp"

namespace jetseq::workflow {

/// Files to train on and their record: name and SHA-256 of each.
struct TrainingFiles {
    std::vector<std::string> paths;
    Json record;
};

/// `files` sorted by their SHA-256: a training depends on their content, not on names, folders and order.
TrainingFiles in_order_of_content(std::vector<std::string> const& files);

/// The record of the data of a training with `options`: `files`, the record of in_order_of_content(); sample ids,
/// events of each part and class; its fold, if any, and the model that it begins with, if any, with the records of that
/// model and of its ancestors (seen_events.hpp).
Json data_record(Json const& files, data::Sequences const& sequences, train::TrainOptions const& options);

/// A record of data without file names.
Json without_names(Json data);

/// An effective configuration without the list data.files.
std::string without_files(std::string const& configuration);

/// A fingerprint of data and configuration: a checkpoint with another one is refused. It does not depend on the device
/// and the number of threads, on the number of other trainings, and on the names and folders of files.
std::string fingerprint(Json const& data, std::string const& configuration);

/// Throws Error on each rank if one of them has other data or another configuration.
void require_same_job(train::Ranks& ranks, Json const& data, std::string const& configuration);

/// Adds data, configuration, seed, versions and the history of the loss to the model, but nothing that differs between
/// two equal trainings (times, rates, folders).
void add_provenance(FrozenModel& model, Json const& data, std::string const& configuration,
                    train::TrainResult const& result);

/// The residuals of numbers that a network has found, of the events `measured`; `weighted`: by mcEventWeight.
ResidualSummary residuals_on(data::Sequences const& sequences, std::vector<float> const& scores,
                             std::vector<std::size_t> const& measured, bool weighted);

/// The working points loose, medium, tight (score > 0.6, 0.7, 0.8), measured on the events `measured`.
std::vector<WorkingPoint> working_points(data::Sequences const& sequences, std::vector<float> const& scores,
                                         std::vector<std::size_t> const& measured);

/// Adds these working points to a model, measured on its validation part; to one that finds a number none.
void add_working_points(FrozenModel& model, data::Sequences const& sequences);

/// metadata.json of a run: host, versions, threads and times, besides the data record.
void write_metadata(std::string const& directory, Json const& data, train::TrainOptions const& options,
                    train::TrainResult const& result);

}  // namespace jetseq::workflow
