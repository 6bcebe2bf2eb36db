#include "infer/scorer.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>
#include <vector>

#include "infer/classifier_content.hpp"

namespace jetseq {
namespace {

// Of an ensemble:
constexpr std::size_t averaged_together = 1024;  // events that one network scores before the next one does
constexpr std::size_t most_waiting_events = 256;
constexpr std::size_t most_waiting_jets = 1024;  // 16 kB

/// Events that wait for one network, so that it scores many together.
struct Waiting {
    std::vector<Jet> jets;
    std::vector<std::uint64_t> offsets;
    std::vector<std::size_t> places;  ///< in the batch
};

}  // namespace

struct ScorerMemory::Content {
    explicit Content(ClassifierContent const& classifier);

    /// Whether this is enough for `classifier`: the precondition of scoring.
    bool fits(ClassifierContent const& classifier) const {
        std::size_t const folds = classifier.networks.size();
        return network.size() >= classifier.memory() &&
               (folds == 1 || (scores.size() >= averaged_together * classifier.classes() && waiting.size() >= folds));
    }

    std::vector<float> network;  ///< states and sums of all layers of the largest network
    // Of an ensemble only:
    std::vector<float> scores;     ///< by one network [averaged_together, classes]
    std::vector<double> sums;      ///< of the scores by the networks so far, likewise
    std::vector<Waiting> waiting;  ///< for each fold
};

ScorerMemory::Content::Content(ClassifierContent const& classifier) : network(classifier.memory()) {
    std::size_t const folds = classifier.networks.size();
    if (folds == 1) return;
    scores.resize(averaged_together * classifier.classes());
    sums.resize(averaged_together * classifier.classes());
    waiting.resize(folds);
    for (Waiting& events : waiting) {
        events.jets.reserve(most_waiting_jets);
        events.offsets.reserve(most_waiting_events + 1);
        events.offsets.push_back(0);
        events.places.reserve(most_waiting_events);
    }
}

ScorerMemory::ScorerMemory(Classifier const& classifier) : content_{new Content{*classifier.content_}} {}

ScorerMemory::ScorerMemory(ScorerMemory&& other) noexcept : content_{std::exchange(other.content_, nullptr)} {}

ScorerMemory& ScorerMemory::operator=(ScorerMemory&& other) noexcept {
    std::swap(content_, other.content_);
    return *this;
}

ScorerMemory::~ScorerMemory() { delete content_; }

namespace {

/// Scores one batch: `width` numbers for each event.
class BatchPass {
public:
    BatchPass(ClassifierContent const& by, ScorerMemory::Content& memory, EventBatch const& batch, float* to,
              std::size_t width) noexcept
        : by_{by},
          memory_{memory},
          batch_{batch},
          to_{to},
          width_{width},
          of_jets_{!by.networks.front()->takes_variables() && !by.networks.front()->takes_sequences() && batch.offsets},
          of_sequences_{by.networks.front()->takes_sequences()} {}

    void score_all() noexcept {
        if (by_.networks.size() == 1) return score_by(0, 0, batch_.count, to_);
        if (batch_.ids.sample_id) return score_by_ids();
        for (std::size_t first = 0; first < batch_.count; first += averaged_together) {
            average(first, std::min(averaged_together, batch_.count - first));
        }
    }

private:
    void score_by(std::size_t network, std::size_t first, std::size_t count, float* to) noexcept {
        Network const& by = *by_.networks[network];
        float* const memory = memory_.network.data();
        if (of_sequences_) {
            by.score(batch_.sequences, batch_.variables, {first, count}, to, memory, width_);
        } else if (of_jets_) {
            by.score(batch_.jets, batch_.offsets + first, count, to, memory, width_);
        } else {
            by.score(batch_.variables, first, count, to, memory, width_);
        }
    }

    /// Adds up in the same order as for one event.
    void average(std::size_t first, std::size_t count) noexcept {
        std::size_t const numbers = count * width_, networks = by_.networks.size();
        std::fill_n(memory_.sums.begin(), numbers, 0.0);
        for (std::size_t k = 0; k < networks; ++k) {
            score_by(k, first, count, memory_.scores.data());
            for (std::size_t n = 0; n < numbers; ++n) memory_.sums[n] += memory_.scores[n];
        }
        for (std::size_t n = 0; n < numbers; ++n) {
            to_[first * width_ + n] = static_cast<float>(memory_.sums[n] / static_cast<double>(networks));
        }
    }

    /// The number of events from `first` on, `averaged_together` at most, of samples that no training has read.
    std::size_t foreign_from(std::size_t first) const noexcept {
        std::size_t end = first;
        std::size_t const last = std::min(batch_.count, first + averaged_together);
        while (end < last && !by_.samples.may_hold(batch_.ids.sample_id[end])) ++end;
        return end - first;
    }

    void score_by_ids() noexcept {
        std::size_t const folds = by_.networks.size();
        for (std::size_t n = 0; n < batch_.count; ++n) {
            if (std::size_t const foreign = foreign_from(n); foreign > 0) {
                average(n, foreign);
                n += foreign - 1;
                continue;
            }
            std::size_t const fold = fold_of(batch_.ids[n], folds);
            std::size_t const length = of_jets_ ? batch_.offsets[n + 1] - batch_.offsets[n] : 0;
            if (!of_sequences_ && (!of_jets_ || length > most_waiting_jets)) {
                score_by(fold, n, 1, to_ + n * width_);
            } else {
                let_wait(n, length, fold);
            }
        }
        for (std::size_t fold = 0; fold < folds; ++fold) score_waiting(fold);
    }

    /// Adds event `n` to those that wait for network `fold`, which are scored first if there is no room for it. Of
    /// events with sequences, only the number waits.
    void let_wait(std::size_t n, std::size_t length, std::size_t fold) noexcept {
        Waiting& waiting = memory_.waiting[fold];
        bool const full =
            waiting.places.size() == most_waiting_events || waiting.jets.size() + length > most_waiting_jets;
        if (full) score_waiting(fold);
        waiting.places.push_back(n);
        if (of_sequences_) return;
        JetColumns const& jets = batch_.jets;
        for (std::size_t i = 0; i < length; ++i) {
            std::size_t const at = (batch_.offsets[n] + i) * jets.stride;
            // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): null if there are no jets, and length is 0
            waiting.jets.push_back({jets.pt[at], jets.eta[at], jets.phi[at], jets.e[at]});
        }
        waiting.offsets.push_back(waiting.jets.size());
    }

    void score_waiting(std::size_t fold) noexcept {
        Waiting& waiting = memory_.waiting[fold];
        Network const& by = *by_.networks[fold];
        float *const scores = memory_.scores.data(), *const memory = memory_.network.data();
        std::size_t const count = waiting.places.size();
        if (of_sequences_) {
            by.score(batch_.sequences, batch_.variables, {0, count, waiting.places.data()}, scores, memory, width_);
        } else {
            by.score(columns_of(waiting.jets.data()), waiting.offsets.data(), count, scores, memory, width_);
        }
        for (std::size_t n = 0; n < waiting.places.size(); ++n) {
            std::copy_n(memory_.scores.data() + n * width_, width_, to_ + waiting.places[n] * width_);
        }
        waiting.jets.clear();
        waiting.offsets.resize(1);
        waiting.places.clear();
    }

    ClassifierContent const& by_;
    ScorerMemory::Content& memory_;
    EventBatch const& batch_;
    float* to_;
    std::size_t width_;
    bool of_jets_;  ///< false: of sequences or variables, or the batch lacks what the networks read
    bool of_sequences_;
};

}  // namespace

struct Scorer::Content {
    Classifier classifier;
    ScorerMemory memory;
};

Scorer::Scorer(Classifier const& classifier) : content_{new Content{classifier, ScorerMemory{classifier}}} {}

Scorer::Scorer(Scorer const& other)
    : content_{other.content_ ? new Content{other.content_->classifier, ScorerMemory{other.content_->classifier}}
                              : nullptr} {}

Scorer::Scorer(Scorer&& other) noexcept : content_{std::exchange(other.content_, nullptr)} {}

Scorer& Scorer::operator=(Scorer other) noexcept {
    std::swap(content_, other.content_);
    return *this;
}

Scorer::~Scorer() { delete content_; }

float Scorer::operator()(JetSequence jets) noexcept { return (*this)(columns_of(jets.data()), jets.size()); }

float Scorer::operator()(JetColumns const& jets, std::size_t count) noexcept {
    auto const& networks = content_->classifier.content_->networks;
    float* const memory = content_->memory.content_->network.data();
    if (networks.size() == 1) return networks.front()->score(jets, count, memory);
    double sum = 0;
    for (auto const& network : networks) sum += network->score(jets, count, memory);
    return static_cast<float>(sum / static_cast<double>(networks.size()));
}

float Scorer::operator()(JetSequence jets, EventId event) noexcept {
    return (*this)(columns_of(jets.data()), jets.size(), event);
}

float Scorer::operator()(JetColumns const& jets, std::size_t count, EventId event) noexcept {
    ClassifierContent const& by = *content_->classifier.content_;
    if (!by.samples.may_hold(event.sample_id)) return (*this)(jets, count);
    return by.networks[fold_of(event, by.networks.size())]->score(jets, count,
                                                                  content_->memory.content_->network.data());
}

void Scorer::operator()(EventBatch const& batch, float* to, Output output) noexcept {
    (*this)(batch, to, content_->memory, output);
}

void Scorer::operator()(EventBatch const& batch, float* to, ScorerMemory& memory, Output output) const noexcept {
    ClassifierContent const& by = *content_->classifier.content_;
    assert(memory.content_->fits(by));
    if (output == probabilities && by.frozen.networks.front().finds_number()) {
        std::fill_n(to, batch.count, std::numeric_limits<float>::quiet_NaN());
        return;
    }
    BatchPass{by, *memory.content_, batch, to, output == score ? 1 : by.classes()}.score_all();
}

char const* Scorer::kernel() const noexcept { return content_->classifier.content_->networks.front()->kernel_name(); }

}  // namespace jetseq
