#include "train/backends/set_training.hpp"

#include "core/math/random.hpp"
#include "models/frozen/frozen_names.hpp"

namespace jetseq::train {

std::string name_of(SetKind kind) { return frozen::set_kinds[static_cast<std::size_t>(kind)]; }

std::vector<float> initial_set_parameters(TrainOptions const& options) {
    Random random{options.seed, 0x1417};  // the stream of initial_parameters()
    std::vector<float> parameters;
    add_initial(parameter_shapes(*options.set), random, parameters);
    return parameters;
}

}  // namespace jetseq::train
