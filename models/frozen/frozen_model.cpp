#include "models/frozen/frozen_model.hpp"

#include "core/error.hpp"
#include "models/frozen/frozen_parts.hpp"

namespace jetseq {

bool FrozenModel::takes_variables() const noexcept { return std::holds_alternative<DenseNetwork>(network); }

bool FrozenModel::has_softmax() const noexcept {
    if (auto const* const set = std::get_if<SetNetwork>(&network)) return set->outputs > 1;
    return dense_layers().back().activation == Activation::softmax;
}

View<LstmLayer> FrozenModel::lstm_layers() const noexcept {
    auto const* const recurrent = std::get_if<RecurrentNetwork>(&network);
    return recurrent ? View<LstmLayer>{recurrent->lstm} : View<LstmLayer>{};
}

View<DenseLayer> FrozenModel::dense_layers() const noexcept {
    if (auto const* const recurrent = std::get_if<RecurrentNetwork>(&network)) return recurrent->dense;
    if (auto const* const variables = std::get_if<DenseNetwork>(&network)) return variables->dense;
    return {};
}

std::vector<LstmLayer>& FrozenModel::lstm() { return std::get<RecurrentNetwork>(network).lstm; }

std::vector<DenseLayer>& FrozenModel::dense() {
    if (auto* const recurrent = std::get_if<RecurrentNetwork>(&network)) return recurrent->dense;
    return std::get<DenseNetwork>(network).dense;
}

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
