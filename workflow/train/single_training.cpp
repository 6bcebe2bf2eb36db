#include "workflow/train/single_training.hpp"

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "infer/classifier.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/run_directory.hpp"
#include "workflow/train/training_record.hpp"

namespace jetseq::workflow {

RecordedEvents load_recorded_events(std::string const& directory, TrainingJob job, train::Ranks& ranks,
                                    Listener& listener) {
    Listener silent;
    if (ranks.writes()) require_trainings_of(directory, {});
    warn_of_parent(job.options.from, ranks.writes() ? listener : silent);
    job.load.memory.directory = directory;
    auto const files = in_order_of_content(job.files);
    RecordedEvents data;
    data.sequences = load_training_events(files.paths, job.load, job.folds, ranks.writes() ? listener : silent);
    data.record = data_record(files.record, data.sequences, job.options);
    require_same_job(ranks, data.record, job.configuration);
    return data;
}

Trained train_in(std::string const& directory, TrainingJob const& job, RecordedEvents const& data,
                 train::TrainHooks hooks, train::Ranks& ranks) {
    hooks.auc = auc_of;
    if (ranks.writes()) hooks.on_begin = [&] { write_file(directory + "/config.yaml", job.configuration); };
    auto const job_name = fingerprint(data.record, job.configuration);
    Trained trained{train::train(data.sequences, job.options, directory, job_name, hooks, &ranks), ""};
    auto& result = trained.result;
    if (!ranks.writes()) return trained;
    write_metadata(directory, data.record, job.options, result);
    if (result.best_epoch == 0 && !result.failure.empty()) throw Error{result.failure};
    if (result.best_epoch == 0) return trained;
    add_provenance(result.model, data.record, job.configuration, result);
    add_working_points(result.model, data.sequences);
    if (!result.model.needs_libtorch()) {
        Classifier const checked{result.model};  // throws if a canary fails
    }
    trained.file = directory + "/" + job.options.name + ".json";
    write_frozen_model(trained.file, result.model);
    write_seen_jets(directory, result.model, data.sequences, job.options.from);
    return trained;
}

}  // namespace jetseq::workflow
