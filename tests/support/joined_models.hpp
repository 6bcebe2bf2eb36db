#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/math/random.hpp"
#include "infer/event_batch.hpp"
#include "models/frozen/frozen_ensemble.hpp"

namespace jetseq::test {

/// The shape of a JoinedNetwork made at random.
struct JoinedShape {
    struct Sequence {
        std::string name;
        std::size_t features, layers, cells;
        bool gru = false;
        std::size_t most = 0;
        std::vector<std::size_t> embedding = {};  ///< of deep sets, in place of the layers
    };
    std::vector<Sequence> sequences;
    std::size_t variables = 0;
    std::vector<std::size_t> hidden = {};
    std::size_t classes = 2;  ///< 2: one sigmoid; 1: a number
};

/// Two sequences, of LSTM and of GRU layers, and three variables.
JoinedShape two_sequences();

/// Two sets of objects, and two variables.
JoinedShape two_sets();

/// Such a network with canaries of 0 ... 5 objects; weights so large that the score depends on every object.
FrozenModel joined_model(JoinedShape const& shape, std::uint64_t seed);

/// One for each fold.
FrozenEnsemble joined_ensemble(JoinedShape const& shape, std::size_t folds);

/// The probabilities of all classes, from the formulas of the layers word by word, in double precision. `sequences`:
/// for each the features of all objects; objects beyond SequenceInput::most are not read.
std::vector<double> exact_probabilities(FrozenModel const& model, std::vector<std::vector<float>> const& sequences,
                                        std::vector<float> const& variables);

/// Events for a JoinedNetwork at random, as columns.
class JoinedEvents {
public:
    /// Each sequence has 0 ... `longest` objects.
    JoinedEvents(FrozenModel const& model, std::size_t events, std::size_t longest, std::uint64_t seed);
    JoinedEvents(JoinedEvents const&) = delete;  // the batch points into the lists
    JoinedEvents& operator=(JoinedEvents const&) = delete;

    std::size_t size() const noexcept { return size_; }
    EventBatch batch(EventIds who = {nullptr, nullptr}) const { return batch(0, size_, who); }
    EventBatch batch(std::size_t first, std::size_t count, EventIds who = {nullptr, nullptr}) const;
    std::vector<std::vector<float>> sequences_of(std::size_t event) const;
    std::vector<float> variables_of(std::size_t event) const;
    std::size_t length(std::size_t sequence, std::size_t event) const;

    std::vector<std::vector<std::vector<float>>> features;  ///< of each sequence, a column of each feature
    std::vector<std::vector<std::uint64_t>> offsets;        ///< of each sequence
    std::vector<std::vector<float>> variables;              ///< a column of each

private:
    std::size_t size_;
    mutable std::vector<std::vector<float const*>> columns_;
    mutable std::vector<SequenceColumns> sequences_;
    mutable std::vector<float const*> of_event_;
};

}  // namespace jetseq::test
