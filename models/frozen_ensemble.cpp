#include "jetseq/models/frozen_ensemble.hpp"

#include "jetseq/event/error.hpp"
#include "jetseq/models/frozen_names.hpp"
#include "jetseq/models/frozen_parts.hpp"

namespace jetseq {
namespace {

FrozenEnsemble read_ensemble(FrozenNode const& root) {
    frozen::require_known_version(root);
    FrozenNode const networks = root["networks"];
    root["folds"].require(root["folds"].count() == networks.size(), "is not the number of networks");
    networks.require(networks.size() >= 2, "are not two or more");
    FrozenEnsemble ensemble;
    for (FrozenNode const& network : networks.elements()) ensemble.networks.push_back(frozen::read_model(network));
    ensemble.working_points = frozen::read_working_points(root["working_points"]);
    return ensemble;
}

std::string text_of(Fold const& fold) { return std::to_string(fold.index) + " of " + std::to_string(fold.of); }

}  // namespace

FrozenEnsemble read_frozen_ensemble(std::string const& path) {
    JsonDocument const document{path};
    FrozenNode const root{document};
    if (!frozen::is_ensemble(root)) {
        FrozenEnsemble ensemble;
        ensemble.networks.push_back(frozen::read_model(root));
        ensemble.working_points = ensemble.networks.front().working_points;
        return ensemble;
    }
    auto ensemble = read_ensemble(root);
    try {
        check_folds(ensemble);
    } catch (Error const& error) {
        throw Error{path + ": " + error.what()};
    }
    return ensemble;
}

void check_folds(FrozenEnsemble const& ensemble) {
    auto const& networks = ensemble.networks;
    if (networks.empty()) throw Error{"networks is empty (an ensemble has one for each fold). Freeze it again"};
    if (networks.size() == 1) return;
    for (std::size_t k = 0; k < networks.size(); ++k) {
        auto const require = [&](bool holds, std::string const& key, std::string const& why) {
            if (holds) return;
            throw Error{"networks[" + std::to_string(k) + "].jetseq." + key + " is " + why +
                        ". Put networks of one training together, in the order of their folds"};
        };
        FrozenModel const &model = networks[k], &first = networks[0];
        Fold const wanted{k, networks.size()};
        require(model.fold.index == k && model.fold.of == wanted.of, "fold",
                text_of(model.fold) + ", not " + text_of(wanted) + " (an event would meet a network that has seen it)");
        require(model.name == first.name, "name", "'" + model.name + "', but '" + first.name + "' in networks[0]");
        require(model.contract.frame == first.contract.frame, "contract.frame", "not that of networks[0]");
        require(model.contract.jet_pt_min == first.contract.jet_pt_min, "contract.jet_pt_min",
                "not that of networks[0]");
        require(model.contract.jet_abs_eta_max == first.contract.jet_abs_eta_max, "contract.jet_abs_eta_max",
                "not that of networks[0]");
    }
}

}  // namespace jetseq
