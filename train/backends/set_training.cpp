#include "train/backends/set_training.hpp"

#include <cmath>

#include "core/math/random.hpp"
#include "models/frozen/frozen_names.hpp"

namespace jetseq::train {

std::string name_of(SetKind kind) { return frozen::set_kinds[static_cast<std::size_t>(kind)]; }

std::vector<float> initial_set_parameters(TrainOptions const& options) {
    Random random{options.seed, 0x1417};  // the stream of initial_parameters()
    std::vector<float> parameters;
    auto const shapes = parameter_shapes(*options.set);
    for (std::size_t n = 0; n < shapes.size(); n += 2) {  // weights with their biases
        auto const &weights = shapes[n], &biases = shapes[n + 1];
        if (weights.columns == 0) {
            parameters.insert(parameters.end(), weights.count(), 1.0F);
            parameters.insert(parameters.end(), biases.count(), 0.0F);
            continue;
        }
        double const reach = 1 / std::sqrt(static_cast<double>(weights.columns));
        for (std::size_t k = weights.count() + biases.count(); k > 0; --k) {
            parameters.push_back(static_cast<float>(reach * (2 * random.uniform() - 1)));
        }
    }
    return parameters;
}

}  // namespace jetseq::train
