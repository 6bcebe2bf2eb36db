#pragma once
#include "data/sequences/normalisation.hpp"
#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"
#include "train/loop/options.hpp"

namespace jetseq::train {

/// The network with `parameters` (ParameterLayout) as a frozen model, with canaries: for each length from 0 to the
/// longest of `sequences` the first such sequence, or the longest one cut short if there is none, and its score by
/// LibTorch. A network of variables has `inputs` instead of `normalisation`, and ten events at equal distances as
/// canaries. A network that joins sequences has those of `joined`, and the first events with each length as canaries.
/// The last layer of one that finds a number gives it in its own unit, which `target` has standardised.
FrozenModel freeze(std::vector<float> const& parameters, TrainOptions const& options,
                   data::Normalisation const& normalisation, data::Sequences const& sequences,
                   std::vector<InputVariable> const& inputs = {}, JoinedNetwork const& joined = {},
                   InputVariable const& target = {});

}  // namespace jetseq::train
