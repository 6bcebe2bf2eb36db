#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "../../event/meaning.hpp"
#include "layers.hpp"
#include "set_network.hpp"

namespace jetseq {

/// The objects of one kind that a network reads of each event, in their order, and what reads them: LSTM layers,
/// GRU layers, or the layers of a set.
struct SequenceInput {
    std::string name;                     ///< such as "jets" or "tracks"
    std::vector<InputVariable> features;  ///< of each object
    /// What the objects of an event are sorted by, a column or an expression that need not be a feature, "-pt" for
    /// falling values; empty: in the order given.
    std::string sort = {};
    std::size_t most = 0;  ///< objects that are read, the first ones; 0: all
    std::vector<LstmLayer> lstm = {};
    std::vector<GruLayer> gru = {};
    std::string from = {};               ///< dataset of the objects in files, if it is not called `name`
    std::string where = {};              ///< expression that is true for the objects that are read; empty: all
    std::vector<Meaning> meanings = {};  ///< of columns of the objects
    std::optional<SetSize> set = {};
    std::vector<float> set_parameters = {};  ///< of all parameter_shapes() of `set`, one after the other

    /// Numbers of the last state, or of the sum over the set: zeros for an event without objects.
    std::size_t cells() const noexcept {
        if (set) return set->sums();
        return gru.empty() ? lstm.back().cells : gru.back().cells;
    }
};

/// Sequences of objects, each read by recurrent layers or as a set, and variables of the event. The last states or sums
/// in the order of the sequences, then the variables, are the inputs of the dense layers.
struct JoinedNetwork {
    std::vector<SequenceInput> sequences;  ///< at least one
    std::vector<InputVariable> event;      ///< variables of the event, or none
    std::vector<DenseLayer> dense;  ///< at least one; the last: one sigmoid, a softmax over the classes, or one number
    std::vector<Meaning> meanings = {};  ///< of variables of the event

    /// Inputs of the first dense layer.
    std::size_t width() const noexcept {
        std::size_t sum = event.size();
        for (auto const& sequence : sequences) sum += sequence.cells();
        return sum;
    }
};

}  // namespace jetseq
