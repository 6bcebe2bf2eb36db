#pragma once
#include <string>

#include "apps/options/command_words.hpp"
#include "apps/options/overrides.hpp"
#include "workflow/train/training_job.hpp"

namespace jetseq::apps {

/// Adds the options of train and scan that override keys: --data, --seed, --set, ...
void add_job_options(cxxopts::Options& syntax);
/// Those options but --set, with their keys. Throws UsageError.
OptionsWithKeys options_with_keys(CommandLine const& line);
/// All of them as overrides, each KEY=VALUE. Throws UsageError or Error.
Strings overrides_of(CommandLine const& line);

/// Throws Error if `directory` holds a fit, or the checkpoint of a training or of one among many.
void require_no_training(std::string const& directory);

/// The evaluation that follows the training of `job` in `directory`. `model`: a frozen file of that training.
NextEvaluation next_evaluation(workflow::TrainingJob const& job, std::string const& model,
                               std::string const& directory);

}  // namespace jetseq::apps
