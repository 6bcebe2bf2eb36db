#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/sequences/normalisation.hpp"
#include "train/input/training_data.hpp"
#include "train/loop/options.hpp"

namespace jetseq::train {

/// The state of a training before its first step.
struct TrainingStart {
    std::vector<std::size_t> train_part, validation_part;  ///< indices of labelled events
    data::Normalisation normalisation;
    std::vector<InputVariable> inputs;  ///< of a network of variables, instead of `normalisation`
    JoinedNetwork joined;               ///< the inputs of a network that joins them, instead of `normalisation`
    InputVariable target;               ///< of a number: x is learnt as (x + offset) * scale
    TrainingData data;
    std::vector<float> parameters;  ///< in the order of ParameterLayout
};

/// Random weights and the normalisation of the training part, or both from the frozen model `options.from`.
/// A number that is to be found is standardised by mean and standard deviation over the training part, each event once.
/// Throws Error: a part without events or with one class only, weights whose sum is not positive, a model whose inputs,
/// layers or frame are not those of `options`. `directory`: of the inputs, if the sequences are in files.
TrainingStart training_start(data::Sequences const& sequences, TrainOptions const& options,
                             std::string const& directory);

}  // namespace jetseq::train
