#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "../../core/api.h"
#include "frozen_model.hpp"

namespace jetseq {

/// Networks of one kind. Network k was not trained on the events of fold k (fold_of() in event/event_id.hpp), so that
/// each event can be scored by a network that has not seen it. One network is an ordinary model.
struct FrozenEnsemble {
    std::vector<FrozenModel> networks;         ///< in the order of their folds
    std::vector<WorkingPoint> working_points;  ///< for scores by the networks that have not seen the events
};

/// Reads a frozen file of either kind; the ensemble of one network has that network's working points.
/// Throws Error, as read_frozen_model() and check_folds() do.
JETSEQ_API FrozenEnsemble read_frozen_ensemble(std::string const& path);

/// The samples that a training has read, by its record (`training.data.sample_ids`).
class TrainingSamples {
public:
    /// Those of all `networks`. Throws Error if a list holds anything but sample ids.
    JETSEQ_API explicit TrainingSamples(std::vector<FrozenModel> const& networks);

    /// True if a network may have seen events of the sample: it is in the list, or a network has no list.
    JETSEQ_API bool may_hold(std::int32_t sample_id) const noexcept;

private:
    bool all_known_ = true;
    std::vector<std::int32_t> ids_;  ///< sorted
};

/// Throws Error naming the network and the key if there are no networks, if network k of n > 1 is not that of fold k of
/// n, or if the networks disagree in name, frame or selection of jets.
JETSEQ_API void check_folds(FrozenEnsemble const& ensemble);

}  // namespace jetseq
