#include <algorithm>

#include "jetseq/infer/classifier.hpp"
#include "jetseq/infer/classifier_content.hpp"

namespace jetseq {
namespace {

constexpr std::size_t averaged_together = 1024;  // events whose scores by one network wait for those by the next
constexpr std::size_t most_waiting_events = 256;
constexpr std::size_t most_waiting_jets = 1024;  // 16 kB

}  // namespace

Scorer::Scorer(Classifier const& classifier) : content_{classifier.content_} {
    std::size_t largest = 0;
    for (auto const& network : content_->networks) largest = std::max(largest, network->memory());
    memory_.resize(largest);
    if (content_->networks.size() == 1) return;
    one_network_.resize(averaged_together);
    sums_.resize(averaged_together);
    waiting_.resize(content_->networks.size());
    for (Waiting& waiting : waiting_) {
        waiting.jets.reserve(most_waiting_jets);
        waiting.offsets.reserve(most_waiting_events + 1);
        waiting.offsets.push_back(0);
        waiting.places.reserve(most_waiting_events);
    }
}

float Scorer::operator()(JetSequence jets) noexcept { return (*this)(columns_of(jets.data()), jets.size()); }

float Scorer::operator()(JetColumns const& jets, std::size_t count) noexcept {
    auto const& networks = content_->networks;
    if (networks.size() == 1) return networks.front()->score(jets, count, memory_.data());
    double sum = 0;
    for (auto const& network : networks) sum += network->score(jets, count, memory_.data());
    return static_cast<float>(sum / static_cast<double>(networks.size()));
}

void Scorer::operator()(Jet const* jets, std::uint64_t const* offsets, std::size_t count, float* scores) noexcept {
    (*this)(columns_of(jets), offsets, count, scores);
}

void Scorer::operator()(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count,
                        float* scores) noexcept {
    auto const& networks = content_->networks;
    if (networks.size() == 1) return networks.front()->score(jets, offsets, count, scores, memory_.data());
    for (std::size_t first = 0; first < count; first += averaged_together) {
        std::size_t const events = std::min(averaged_together, count - first);
        average(jets, offsets + first, events, scores + first);
    }
}

/// The same sum in the same order as for one event.
void Scorer::average(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count, float* scores) noexcept {
    std::fill_n(sums_.begin(), count, 0.0);
    for (auto const& network : content_->networks) {
        network->score(jets, offsets, count, one_network_.data(), memory_.data());
        for (std::size_t n = 0; n < count; ++n) sums_[n] += one_network_[n];
    }
    auto const networks = static_cast<double>(content_->networks.size());
    for (std::size_t n = 0; n < count; ++n) scores[n] = static_cast<float>(sums_[n] / networks);
}

float Scorer::operator()(JetSequence jets, EventId event) noexcept {
    return (*this)(columns_of(jets.data()), jets.size(), event);
}

float Scorer::operator()(JetColumns const& jets, std::size_t count, EventId event) noexcept {
    auto const& networks = content_->networks;
    return networks[fold_of(event, networks.size())]->score(jets, count, memory_.data());
}

void Scorer::operator()(Jet const* jets, std::uint64_t const* offsets, EventIds events, std::size_t count,
                        float* scores) noexcept {
    (*this)(columns_of(jets), offsets, events, count, scores);
}

void Scorer::operator()(JetColumns const& jets, std::uint64_t const* offsets, EventIds events, std::size_t count,
                        float* scores) noexcept {
    std::size_t const folds = content_->networks.size();
    if (folds == 1) return (*this)(jets, offsets, count, scores);
    for (std::size_t n = 0; n < count; ++n) {
        std::size_t const length = offsets[n + 1] - offsets[n];
        JetColumns const its_jets = from(jets, offsets[n]);
        if (length > most_waiting_jets) {
            scores[n] = (*this)(its_jets, length, events[n]);
        } else {
            let_wait(its_jets, length, fold_of(events[n], folds), n, scores);
        }
    }
    for (std::size_t fold = 0; fold < folds; ++fold) score_waiting(fold, scores);
}

/// Event number `place` joins those that wait for network `fold`; where there is no room for it, they are scored first.
void Scorer::let_wait(JetColumns const& jets, std::size_t count, std::size_t fold, std::size_t place,
                      float* scores) noexcept {
    Waiting& waiting = waiting_[fold];
    bool const full = waiting.places.size() == most_waiting_events || waiting.jets.size() + count > most_waiting_jets;
    if (full) score_waiting(fold, scores);
    for (std::size_t n = 0; n < count; ++n) {
        std::size_t const at = n * jets.stride;
        waiting.jets.push_back({jets.pt[at], jets.eta[at], jets.phi[at], jets.e[at]});
    }
    waiting.offsets.push_back(waiting.jets.size());
    waiting.places.push_back(place);
}

void Scorer::score_waiting(std::size_t fold, float* scores) noexcept {
    Waiting& waiting = waiting_[fold];
    content_->networks[fold]->score(columns_of(waiting.jets.data()), waiting.offsets.data(), waiting.places.size(),
                                    one_network_.data(), memory_.data());
    for (std::size_t n = 0; n < waiting.places.size(); ++n) scores[waiting.places[n]] = one_network_[n];
    waiting.jets.clear();
    waiting.offsets.resize(1);
    waiting.places.clear();
}

char const* Scorer::kernel() const noexcept { return content_->networks.front()->kernel_name(); }

}  // namespace jetseq
