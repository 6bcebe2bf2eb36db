#include "models/frozen/frozen_model.hpp"

#include "core/error.hpp"
#include "models/frozen/frozen_parts.hpp"

namespace jetseq {

FrozenModel read_frozen_model(std::string const& path) {
    JsonDocument const document{path};
    FrozenNode const root{document};
    frozen::require_frozen(root, path);
    if (frozen::is_ensemble(root)) {
        throw Error{path + " is an ensemble of " + std::to_string(root["networks"].size()) +
                    " networks (one is wanted here). Take one network out"};
    }
    return frozen::read_model(root);
}

}  // namespace jetseq
