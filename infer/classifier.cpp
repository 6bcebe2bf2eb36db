#include "jetseq/infer/classifier.hpp"

#include <algorithm>
#include <cmath>

#include "jetseq/event/near_match.hpp"
#include "jetseq/infer/network.hpp"

namespace jetseq {
namespace {

/// Two 32-bit evaluations of 2 x 25 cells that sum in another order differ by up to 4e-7.
constexpr float canary_tolerance = 1e-6F;

float largest_canary_difference(FrozenModel const& model, Network const& network) {
    std::vector<float> memory(network.memory());
    float largest = 0;
    for (std::size_t n = 0; n < model.canaries.size(); ++n) {
        Canary const& canary = model.canaries[n];
        float const difference =
            std::fabs(network.score(columns_of(canary.jets.data()), canary.jets.size(), memory.data()) - canary.score);
        if (!(difference <= canary_tolerance)) {
            throw Error{"jetseq.canaries[" + std::to_string(n) + "] misses by " + std::to_string(difference) +
                        " (the weights are not those that were trained). Freeze the model again"};
        }
        largest = std::max(largest, difference);
    }
    return largest;
}

}  // namespace

Classifier Classifier::load(std::string const& path) {
    auto model = read_frozen_model(path);
    try {
        return Classifier{std::move(model)};
    } catch (Error const& error) {
        throw Error{path + ": " + error.what()};
    }
}

Classifier::Classifier(FrozenModel model)
    : model_{std::make_shared<FrozenModel const>(std::move(model))},
      network_{std::make_shared<Network const>(*model_)} {
    if (model_->canaries.empty()) {
        throw Error{"jetseq.canaries is empty (nothing shows that the weights are right). Freeze the model again"};
    }
    canary_difference_ = largest_canary_difference(*model_, *network_);
}

WorkingPoint const& Classifier::working_point(std::string const& name) const {
    std::vector<std::string> names;
    for (auto const& point : model_->working_points) {
        if (point.name == name) return point;
        names.push_back(point.name);
    }
    throw Error{"the model has no working point '" + name + "' (it has: " + joined(names) + "). Choose one of them" +
                did_you_mean(name, names)};
}

Scorer::Scorer(Classifier const& classifier) : network_{classifier.network_}, memory_(network_->memory()) {}

float Scorer::operator()(JetSequence jets) noexcept { return (*this)(columns_of(jets.data()), jets.size()); }

float Scorer::operator()(JetColumns const& jets, std::size_t count) noexcept {
    return network_->score(jets, count, memory_.data());
}

void Scorer::operator()(Jet const* jets, std::uint64_t const* offsets, std::size_t count, float* scores) noexcept {
    (*this)(columns_of(jets), offsets, count, scores);
}

void Scorer::operator()(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count,
                        float* scores) noexcept {
    network_->score(jets, offsets, count, scores, memory_.data());
}

char const* Scorer::kernel() const noexcept { return network_->kernel_name(); }

}  // namespace jetseq
