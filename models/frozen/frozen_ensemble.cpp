#include "models/frozen/frozen_ensemble.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "core/error.hpp"
#include "models/frozen/frozen_names.hpp"
#include "models/frozen/frozen_parts.hpp"

namespace jetseq {
namespace {

void read_ensemble(FrozenNode const& root, FrozenEnsemble& ensemble) {
    frozen::require_known_version(root, frozen::format_version);
    FrozenNode const networks = root["networks"];
    root["folds"].require(root.count("folds") == networks.size(), "is not the number of networks");
    networks.require(networks.size() >= 2, "are not two or more");
    networks.require(networks.size() <= frozen::most_networks, "are more than in any of ours (1024 at most)");
    for (FrozenNode const network : networks.elements()) ensemble.networks.push_back(frozen::read_model(network));
    ensemble.working_points = frozen::read_working_points(root["working_points"]);
}

bool have_same_names(View<InputVariable> a, View<InputVariable> b) {
    bool same = a.size() == b.size();
    for (std::size_t k = 0; same && k < a.size(); ++k) same = a[k].name == b[k].name;
    return same;
}

bool have_same_sequences(View<SequenceInput> a, View<SequenceInput> b) {
    bool same = a.size() == b.size();
    for (std::size_t n = 0; same && n < a.size(); ++n) {
        same = a[n].name == b[n].name && a[n].sort == b[n].sort && a[n].most == b[n].most && a[n].from == b[n].from &&
               a[n].where == b[n].where && a[n].meanings == b[n].meanings &&
               have_same_names(a[n].features, b[n].features);
    }
    return same;
}

bool have_same_inputs(FrozenModel const& a, FrozenModel const& b) {
    return a.takes_variables() == b.takes_variables() && have_same_names(a.inputs, b.inputs) &&
           have_same_sequences(a.sequences(), b.sequences()) &&
           have_same_names(a.event_variables(), b.event_variables()) && a.event_meanings() == b.event_meanings();
}

/// The first key in which two networks of an ensemble may not differ and do; null if there is none.
char const* different_part(FrozenModel const& a, FrozenModel const& b) {
    if (a.classes != b.classes) return "classes";
    if (!have_same_inputs(a, b)) return "inputs";
    if (a.contract.frame != b.contract.frame) return "contract.frame";
    if (a.contract.jet_pt_min != b.contract.jet_pt_min) return "contract.jet_pt_min";
    if (a.contract.jet_abs_eta_max != b.contract.jet_abs_eta_max) return "contract.jet_abs_eta_max";
    return nullptr;
}

/// Adds the sample ids of a training; false if it names none.
bool add_samples(std::string const& training, std::vector<std::int32_t>& ids) {
    if (training.empty()) return false;
    JsonDocument const document{"training", training};
    FrozenNode const root{document};
    if (!root.has("data") || !root["data"].has("sample_ids")) return false;
    FrozenNode const list = root["data"]["sample_ids"];
    for (FrozenNode const node : list.elements()) {
        double const id = node.exact_number();
        using Limits = std::numeric_limits<std::int32_t>;
        node.require(id == std::floor(id) && Limits::min() <= id && id <= Limits::max(),
                     "is not a sampleId (a whole number of 32 bits)");
        ids.push_back(static_cast<std::int32_t>(id));
    }
    return list.size() > 0;
}

std::string text_of(Fold const& fold) { return std::to_string(fold.index) + " of " + std::to_string(fold.of); }

/// `where`: the beginning of messages.
void check_folds(std::vector<FrozenModel> const& networks, std::string const& where) {
    if (networks.empty()) throw Error{"networks is empty (an ensemble has one for each fold). Freeze it again"};
    if (networks.size() == 1) return;
    for (std::size_t k = 0; k < networks.size(); ++k) {
        auto const fail = [&](std::string_view key, std::string_view why) {
            throw Error{where + "networks[" + std::to_string(k) + "].jetseq." + std::string{key} + " is " +
                        std::string{why} + ". Put networks of one training together, in the order of their folds"};
        };
        FrozenModel const &model = networks[k], &first = networks[0];
        if (model.needs_libtorch()) {
            throw Error{where + "networks[" + std::to_string(k) + "] is a network " +
                        (model.takes_sequences() ? "with attention" : "over sets of jets") + " ('" + model.name +
                        "'; no ensembles are made of them). Use one network"};
        }
        Fold const wanted{k, networks.size()};
        if (model.fold.index != k || model.fold.of != wanted.of) {
            fail("fold", text_of(model.fold) + ", not " + text_of(wanted) +
                             " (an event would meet a network that has seen it)");
        }
        if (model.name != first.name) fail("name", "'" + model.name + "', but '" + first.name + "' in networks[0]");
        char const* const different = different_part(model, first);
        if (different) fail(different, "not that of networks[0]");
    }
}

}  // namespace

FrozenEnsemble read_frozen_ensemble(std::string const& path) {
    JsonDocument const document{path};
    FrozenNode const root{document};
    frozen::require_frozen(root, path);
    FrozenEnsemble ensemble;
    if (frozen::is_ensemble(root)) {
        read_ensemble(root, ensemble);
        check_folds(ensemble.networks, path + ": ");
    } else {
        ensemble.networks.push_back(frozen::read_model(root));
        ensemble.working_points = ensemble.networks.front().working_points;
    }
    return ensemble;
}

TrainingSamples::TrainingSamples(std::vector<FrozenModel> const& networks) {
    for (auto const& network : networks) all_known_ = add_samples(network.training, ids_) && all_known_;
    std::sort(ids_.begin(), ids_.end());
}

bool TrainingSamples::may_hold(std::int32_t sample_id) const noexcept {
    return !all_known_ || std::binary_search(ids_.begin(), ids_.end(), sample_id);
}

void check_folds(FrozenEnsemble const& ensemble) { check_folds(ensemble.networks, ""); }

}  // namespace jetseq
