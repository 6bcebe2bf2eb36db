#pragma once
#include <cstddef>
#include <vector>

#include "core/text/strings.hpp"
#include "data/sequences/sequences.hpp"
#include "infer/event_batch.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::workflow {

/// The variables that a network of dense layers reads, in its order; none for other networks.
Strings variables_of(FrozenModel const& model);

/// The objects and variables that a network joins, in its order; none for other networks.
data::EventChoice choice_of(FrozenModel const& model);

/// What reads the inputs of all `models`: lists of objects that differ in their order or length stay apart, the
/// features of the others are joined.
data::EventChoice joined_choice(std::vector<FrozenModel> const& models);

/// The numbers that a network reads of each event, found by their names among those that were read.
class ModelInputs {
public:
    /// Both must outlive this object. Throws Error if an object, feature or variable is missing.
    ModelInputs(FrozenModel const& model, data::Sequences const& sequences);

    /// Event n, until the next call.
    EventBatch event(std::size_t n, EventIds who);

private:
    struct List {
        data::ObjectList const* from;
        std::vector<std::size_t> places;  ///< of the features in a row
        std::vector<float const*> columns;
        std::uint64_t offsets[2];
    };

    FrozenModel const& model_;
    data::Sequences const& sequences_;
    std::vector<List> lists_;
    std::vector<SequenceColumns> of_lists_;
    std::vector<std::size_t> places_;  ///< of the variables
    std::vector<float const*> variables_;
    std::uint64_t jets_[2]{};
};

/// The events with the objects and variables that `model` reads only, as LibTorch scores them; `sequences` may hold
/// those of several models. Throws Error if one is missing.
data::Sequences read_by(FrozenModel const& model, data::Sequences const& sequences);

}  // namespace jetseq::workflow
