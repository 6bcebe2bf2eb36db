#include <algorithm>

#include "infer/classifier.hpp"
#include "infer/classifier_content.hpp"

namespace jetseq {

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
    score({&jets, offsets, nullptr, {}}, count, scores, 1);
}

std::size_t Scorer::classes() const noexcept { return content_->frozen.networks.front().classes.size(); }

void Scorer::score_by(std::size_t network, Source const& source, std::size_t first, std::size_t count, float* scores,
                      std::size_t width) noexcept {
    auto const& by = *content_->networks[network];
    if (source.variables) return by.score(*source.variables, first, count, scores, memory_.data(), width);
    by.score(*source.jets, source.offsets + first, count, scores, memory_.data(), width);
}

/// The same sum in the same order as for one event.
void Scorer::average(Source const& source, std::size_t first, std::size_t count, float* scores,
                     std::size_t width) noexcept {
    std::size_t const numbers = count * width, networks = content_->networks.size();
    std::fill_n(sums_.begin(), numbers, 0.0);
    for (std::size_t k = 0; k < networks; ++k) {
        score_by(k, source, first, count, one_network_.data(), width);
        for (std::size_t n = 0; n < numbers; ++n) sums_[n] += one_network_[n];
    }
    for (std::size_t n = 0; n < numbers; ++n) scores[n] = static_cast<float>(sums_[n] / static_cast<double>(networks));
}

/// How many of the events from number `first` on, `averaged_together` at most, are of samples that no training has
/// read.
std::size_t Scorer::foreign_from(std::size_t first, Source const& source, std::size_t count) const noexcept {
    std::size_t end = first;
    while (end < std::min(count, first + averaged_together) &&
           !content_->samples.may_hold(source.events.sample_id[end])) {
        ++end;
    }
    return end - first;
}

void Scorer::score(Source const& source, std::size_t count, float* scores, std::size_t width) noexcept {
    std::size_t const folds = content_->networks.size();
    if (folds == 1) return score_by(0, source, 0, count, scores, width);
    if (!source.events.sample_id) {
        for (std::size_t first = 0; first < count; first += averaged_together) {
            average(source, first, std::min(averaged_together, count - first), scores + first * width, width);
        }
        return;
    }
    for (std::size_t n = 0; n < count; ++n) {
        if (std::size_t const foreign = foreign_from(n, source, count); foreign > 0) {
            average(source, n, foreign, scores + n * width, width);
            n += foreign - 1;
            continue;
        }
        std::size_t const fold = fold_of(source.events[n], folds);
        std::size_t const length = source.variables ? 0 : source.offsets[n + 1] - source.offsets[n];
        if (source.variables || length > most_waiting_jets) {
            score_by(fold, source, n, 1, scores + n * width, width);
        } else {
            let_wait(from(*source.jets, source.offsets[n]), length, fold, n, scores, width);
        }
    }
    for (std::size_t fold = 0; fold < folds; ++fold) score_waiting(fold, scores, width);
}

void Scorer::probabilities(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count, float* of_classes,
                           EventIds events) noexcept {
    score({&jets, offsets, nullptr, events}, count, of_classes, classes());
}

void Scorer::of_variables(VariableColumns const& variables, std::size_t count, float* scores,
                          EventIds events) noexcept {
    score({nullptr, nullptr, &variables, events}, count, scores, 1);
}

void Scorer::probabilities_of_variables(VariableColumns const& variables, std::size_t count, float* of_classes,
                                        EventIds events) noexcept {
    score({nullptr, nullptr, &variables, events}, count, of_classes, classes());
}

float Scorer::operator()(JetSequence jets, EventId event) noexcept {
    return (*this)(columns_of(jets.data()), jets.size(), event);
}

float Scorer::operator()(JetColumns const& jets, std::size_t count, EventId event) noexcept {
    auto const& networks = content_->networks;
    if (!content_->samples.may_hold(event.sample_id)) return (*this)(jets, count);
    return networks[fold_of(event, networks.size())]->score(jets, count, memory_.data());
}

void Scorer::operator()(Jet const* jets, std::uint64_t const* offsets, EventIds events, std::size_t count,
                        float* scores) noexcept {
    (*this)(columns_of(jets), offsets, events, count, scores);
}

void Scorer::operator()(JetColumns const& jets, std::uint64_t const* offsets, EventIds events, std::size_t count,
                        float* scores) noexcept {
    score({&jets, offsets, nullptr, events}, count, scores, 1);
}

/// Event number `place` joins those that wait for network `fold`; where there is no room for it, they are scored first.
void Scorer::let_wait(JetColumns const& jets, std::size_t count, std::size_t fold, std::size_t place, float* scores,
                      std::size_t width) noexcept {
    Waiting& waiting = waiting_[fold];
    bool const full = waiting.places.size() == most_waiting_events || waiting.jets.size() + count > most_waiting_jets;
    if (full) score_waiting(fold, scores, width);
    for (std::size_t n = 0; n < count; ++n) {
        std::size_t const at = n * jets.stride;
        // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): null where there are no jets, and count is 0
        waiting.jets.push_back({jets.pt[at], jets.eta[at], jets.phi[at], jets.e[at]});
    }
    waiting.offsets.push_back(waiting.jets.size());
    waiting.places.push_back(place);
}

void Scorer::score_waiting(std::size_t fold, float* scores, std::size_t width) noexcept {
    Waiting& waiting = waiting_[fold];
    content_->networks[fold]->score(columns_of(waiting.jets.data()), waiting.offsets.data(), waiting.places.size(),
                                    one_network_.data(), memory_.data(), width);
    for (std::size_t n = 0; n < waiting.places.size(); ++n) {
        std::copy_n(one_network_.begin() + static_cast<std::ptrdiff_t>(n * width), width,
                    scores + waiting.places[n] * width);
    }
    waiting.jets.clear();
    waiting.offsets.resize(1);
    waiting.places.clear();
}

char const* Scorer::kernel() const noexcept { return content_->networks.front()->kernel_name(); }

}  // namespace jetseq
