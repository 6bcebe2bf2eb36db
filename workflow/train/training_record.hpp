#pragma once
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "data/sequences/sequences.hpp"
#include "train/loop/train.hpp"

namespace jetseq {

/// Files to train on and their record: name and SHA-256 of each.
struct TrainingFiles {
    std::vector<std::string> paths;
    Json record;
};

/// `files` sorted by their SHA-256: a training depends on what they hold, not on their names, folders and order.
TrainingFiles in_order_of_content(std::vector<std::string> const& files);

/// What a training with `options` is fed: `files` is the record of in_order_of_content(); with sample ids, events of
/// each part and class; if it has them, its fold and the model that it begins with, with the
/// records of that one and of those before it (seen_events.hpp).
Json data_record(Json const& files, Sequences const& sequences, TrainOptions const& options);

/// A record of data without the names of its files.
Json without_names(Json data);

/// An effective configuration without the list data.files.
std::string without_files(std::string const& configuration);

/// A name for data and configuration together: a checkpoint of another is refused.
/// Where and on how many threads a training runs, how many others there are, and the names and folders of its files are
/// no part of it.
std::string fingerprint(Json const& data, std::string const& configuration);

/// Throws Error on each rank where one of them has other data or another configuration.
void require_same_job(Ranks& ranks, Json const& data, std::string const& configuration);

/// Puts data, configuration, seed, versions and the history of the loss into the model. Nothing that differs
/// between two equal trainings (times, rates, folders) is among it.
void add_provenance(FrozenModel& model, Json const& data, std::string const& configuration, TrainResult const& result);

/// The working points loose, medium, tight (score > 0.6, 0.7, 0.8), measured on the events `measured`.
std::vector<WorkingPoint> working_points(Sequences const& sequences, std::vector<float> const& scores,
                                         std::vector<std::size_t> const& measured);

/// The same for a model, on its validation part.
void add_working_points(FrozenModel& model, Sequences const& sequences);

/// metadata.json of a run: host, versions, threads, times beside the data record.
void write_metadata(std::string const& directory, Json const& data, TrainOptions const& options,
                    TrainResult const& result);

}  // namespace jetseq
