#include "infer/classifier.hpp"

#include <utility>

#include "core/text/near_match.hpp"
#include "infer/classifier_content.hpp"

namespace jetseq {
namespace {

FrozenEnsemble ensemble_of_one(FrozenModel model) {
    FrozenEnsemble ensemble;
    ensemble.working_points = model.working_points;
    ensemble.networks.push_back(std::move(model));
    return ensemble;
}

}  // namespace

Classifier Classifier::load(std::string const& path) {
    auto ensemble = read_frozen_ensemble(path);
    try {
        return Classifier{std::move(ensemble)};
    } catch (Error const& error) {
        throw Error{path + ": " + error.what()};
    }
}

Classifier::Classifier(FrozenModel model) : Classifier{ensemble_of_one(std::move(model))} {}

Classifier::Classifier(FrozenEnsemble ensemble) : content_{new ClassifierContent{std::move(ensemble)}} {}

Classifier::Classifier(Classifier const& other) noexcept : content_{other.content_} {
    if (content_) ++content_->owners;
}

Classifier::Classifier(Classifier&& other) noexcept : content_{std::exchange(other.content_, nullptr)} {}

Classifier& Classifier::operator=(Classifier other) noexcept {
    std::swap(content_, other.content_);
    return *this;
}

Classifier::~Classifier() {
    if (content_ && --content_->owners == 0) delete content_;
}

std::size_t Classifier::folds() const noexcept { return content_->networks.size(); }

FrozenModel const& Classifier::model(std::size_t fold) const noexcept { return content_->frozen.networks[fold]; }

std::vector<std::string> const& Classifier::classes() const noexcept { return model().classes; }

bool Classifier::finds_number() const noexcept { return model().finds_number(); }

View<SequenceInput> Classifier::sequences() const noexcept { return model().sequences(); }

View<InputVariable> Classifier::variables() const noexcept { return model().event_variables(); }

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

}  // namespace jetseq
