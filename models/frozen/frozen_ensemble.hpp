#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "../../core/api.h"
#include "frozen_model.hpp"

namespace jetseq {

/// Networks of one kind, of which network k was not trained on the events of fold k (fold_of() in event/event_id.hpp):
/// each event can be scored by one that has not seen it. One network is an ordinary model.
struct FrozenEnsemble {
    std::vector<FrozenModel> networks;         ///< in the order of their folds
    std::vector<WorkingPoint> working_points;  ///< of the scores by the networks that have not seen the events
};

/// Reads a frozen file of either kind; one network lends the ensemble its working points.
/// Throws Error, as read_frozen_model() and check_folds() do.
JETSEQ_API FrozenEnsemble read_frozen_ensemble(std::string const& path);

/// The samples that a training says it has read (`training.data.sample_ids`).
class TrainingSamples {
public:
    /// Of all `networks`. Throws Error where one holds a list of anything but sample ids.
    JETSEQ_API explicit TrainingSamples(std::vector<FrozenModel> const& networks);

    /// True where a network may have seen events of the sample: it is in the list, or one of the networks has no list.
    JETSEQ_API bool may_hold(std::int32_t sample_id) const noexcept;

private:
    bool all_known_ = true;
    std::vector<std::int32_t> ids_;  ///< sorted
};

/// Throws Error naming the network and the key where there are no networks, where network k of n > 1 is not that of
/// fold k of n, or where the networks disagree in name, frame or selection of jets.
JETSEQ_API void check_folds(FrozenEnsemble const& ensemble);

}  // namespace jetseq
