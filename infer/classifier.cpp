#include "infer/classifier.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/text/near_match.hpp"
#include "infer/classifier_content.hpp"
#include "infer/rounding.hpp"

namespace jetseq {
namespace {

/// Two 32-bit evaluations of 2 x 25 cells that sum in another order differ by up to 4e-7.
constexpr float canary_tolerance = 1e-6F;
/// Of wide, deep or sharp networks: so many times the estimated rounding error of one evaluation, up to a limit beyond
/// which a changed weight could hide.
constexpr double canary_errors = 4, largest_tolerance = 1e-3;

/// How far the network is from an event whose score is known.
float difference(Canary const& canary, Network const& network, float* memory) {
    bool const all = !canary.probabilities.empty();
    std::size_t const width = all ? network.classes() : 1, variables = canary.variables.size();
    std::vector<float> scores(width);
    auto const columns = std::make_unique<float const*[]>(variables);
    for (std::size_t k = 0; k < variables; ++k) columns[k] = canary.variables.data() + k;
    std::uint64_t const offsets[] = {0, canary.jets.size()};
    if (variables > 0) {
        network.score(VariableColumns{columns.get()}, 0, 1, scores.data(), memory, width);
    } else {
        network.score(columns_of(canary.jets.data()), offsets, 1, scores.data(), memory, width);
    }
    float const* const expected = all ? canary.probabilities.data() : &canary.score;
    float largest = 0;
    for (std::size_t k = 0; k < width; ++k) {
        float const one = std::fabs(scores[k] - expected[k]);
        if (!(one <= largest)) largest = one;  // NaN too
    }
    return largest;
}

/// Throws Error if rounding does not explain that canary `n` misses.
void require_rounding(FrozenModel const& model, std::size_t n, float missed_by, std::string const& where) {
    double const tolerance = canary_errors * rounding_error(model, model.canaries[n]);
    if (missed_by <= tolerance && missed_by <= largest_tolerance) return;
    std::string const what =
        where + "jetseq.canaries[" + std::to_string(n) + "] misses by " + std::to_string(missed_by);
    if (tolerance > largest_tolerance) {
        throw Error{what +
                    " (in single precision rounding alone may do so: the network is too sharp for its scores to "
                    "mean anything). Use smaller weights, or inputs of the size of 1"};
    }
    throw Error{what + " (more than rounding explains: weights or canaries were changed). Freeze the model again"};
}

/// `where`: what stands before "jetseq" in messages.
float largest_canary_difference(FrozenModel const& model, Network const& network, std::string const& where) {
    if (model.canaries.empty()) {
        throw Error{where +
                    "jetseq.canaries is empty (nothing shows that the weights are right). Freeze the model again"};
    }
    std::vector<float> memory(network.memory());
    float largest = 0;
    for (std::size_t n = 0; n < model.canaries.size(); ++n) {
        float const missed_by = difference(model.canaries[n], network, memory.data());
        if (!(missed_by <= canary_tolerance)) require_rounding(model, n, missed_by, where);
        largest = std::max(largest, missed_by);
    }
    return largest;
}

FrozenEnsemble ensemble_of_one(FrozenModel model) {
    FrozenEnsemble ensemble;
    ensemble.working_points = model.working_points;
    ensemble.networks.push_back(std::move(model));
    return ensemble;
}

}  // namespace

Classifier::Content::Content(FrozenEnsemble ensemble) : frozen{std::move(ensemble)}, samples{frozen.networks} {
    check_folds(frozen);
    for (std::size_t k = 0; k < frozen.networks.size(); ++k) {
        if (frozen.networks[k].is_over_sets()) {
            throw Error{
                "model '" + frozen.networks[k].name +
                "' is a network over sets of jets (the inference library has LSTM and dense layers only). Export "
                "it as onnx or torchscript, or compare its scores"};
        }
        std::string const where = frozen.networks.size() == 1 ? "" : "networks[" + std::to_string(k) + "].";
        networks.push_back(std::make_unique<Network const>(frozen.networks[k]));
        canary_difference =
            std::max(canary_difference, largest_canary_difference(frozen.networks[k], *networks[k], where));
    }
}

Classifier Classifier::load(std::string const& path) {
    auto ensemble = read_frozen_ensemble(path);
    try {
        return Classifier{std::move(ensemble)};
    } catch (Error const& error) {
        throw Error{path + ": " + error.what()};
    }
}

Classifier::Classifier(FrozenModel model) : Classifier{ensemble_of_one(std::move(model))} {}

Classifier::Classifier(FrozenEnsemble ensemble) : content_{std::make_shared<Content const>(std::move(ensemble))} {}

std::size_t Classifier::folds() const noexcept { return content_->networks.size(); }

FrozenModel const& Classifier::model(std::size_t fold) const noexcept { return content_->frozen.networks[fold]; }

std::vector<std::string> const& Classifier::classes() const noexcept { return model().classes; }

float Classifier::canary_difference() const noexcept { return content_->canary_difference; }

std::vector<WorkingPoint> const& Classifier::working_points() const noexcept { return content_->frozen.working_points; }

WorkingPoint const& Classifier::working_point(std::string const& name) const {
    std::vector<std::string> names;
    for (auto const& point : working_points()) {
        if (point.name == name) return point;
        names.push_back(point.name);
    }
    throw Error{"the model has no working point '" + name + "' (it has: " + joined(names) + "). Choose one of them" +
                did_you_mean(name, names)};
}

Scorer::Scorer(Classifier const& classifier) : content_{classifier.content_} {
    std::size_t largest = 0;
    for (auto const& network : content_->networks) largest = std::max(largest, network->memory());
    memory_.resize(largest);
    if (content_->networks.size() == 1) return;
    one_network_.resize(averaged_together * content_->frozen.networks.front().classes.size());
    sums_.resize(averaged_together * content_->frozen.networks.front().classes.size());
    waiting_.resize(content_->networks.size());
    for (Waiting& waiting : waiting_) {
        waiting.jets.reserve(most_waiting_jets);
        waiting.offsets.reserve(most_waiting_events + 1);
        waiting.offsets.push_back(0);
        waiting.places.reserve(most_waiting_events);
    }
}

}  // namespace jetseq
