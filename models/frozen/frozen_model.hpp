#pragma once
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "../../core/api.h"
#include "../../event/objects.hpp"
#include "contract.hpp"
#include "joined_network.hpp"
#include "layers.hpp"
#include "set_network.hpp"

namespace jetseq {

/// Layers over the jets (or other objects) of an event in their order: LSTM layers, then dense ones that read the last
/// state, which is zeros for an event without jets.
struct RecurrentNetwork {
    std::vector<LstmLayer> lstm;    ///< at least one
    std::vector<DenseLayer> dense;  ///< at least one; the last: one sigmoid, P(VBF), or a softmax over the classes
};

/// Dense layers over variables of the event.
struct DenseNetwork {
    std::vector<DenseLayer> dense;  ///< as those of RecurrentNetwork
};

/// What a model can be. SetNetwork and attention are run by LibTorch only, the others by `Classifier` too.
using FrozenNetwork = std::variant<RecurrentNetwork, DenseNetwork, SetNetwork, JoinedNetwork>;

/// An event with a known score. Loading a model scores it again, which repeats the parity check of the training on the
/// user's machine.
struct Canary {
    std::vector<Jet> jets;
    float score = 0;                        ///< of the network that was frozen: P(VBF), or the number that it finds
    std::vector<float> variables = {};      ///< in place of jets, of a network of per-event variables
    std::vector<float> probabilities = {};  ///< of all classes, of a network with a softmax
    /// In place of jets, of a JoinedNetwork: for each sequence [objects, features]; its variables are in `variables`.
    std::vector<std::vector<float>> sequences = {};
};

/// A fraction with the ends of its 68 % interval, all in [0, 1].
struct Interval {
    double value, low, high;
};

/// A cut on the score and the events of the validation part that pass it.
struct WorkingPoint {
    std::string name;
    float threshold;
    Interval vbf;  ///< efficiency of VBF events
    Interval ggf;  ///< efficiency of ggF/DY events
};

/// The events that a network was not trained on: those of fold `index` (fold_of() in event/event_id.hpp).
struct Fold {
    std::size_t index = 0;
    std::size_t of = 1;  ///< 1: there are no folds
};

/// A trained network with all that is needed to apply it: the content of a frozen file
/// (docs/reference/frozen-format.md).
struct FrozenModel {
    std::string name = "vbf";           ///< letters and digits
    std::vector<InputVariable> inputs;  ///< of each jet; of a DenseNetwork: of the event; none of a JoinedNetwork
    FrozenNetwork network;
    /// By label; a softmax may have more. One name: that of the number that the network finds (finds_number()).
    std::vector<std::string> classes{"ggF", "VBF"};
    InputContract contract;
    std::vector<Canary> canaries;
    std::vector<WorkingPoint> working_points;
    std::string training;  ///< JSON object: data, configuration, seed, versions, revision, history
    Fold fold;

    /// True if the network reads variables of the event, false if it reads jets.
    bool takes_variables() const noexcept { return std::holds_alternative<DenseNetwork>(network); }
    /// True if the network reads sequences of objects and variables of the event, all by their names.
    bool takes_sequences() const noexcept { return std::holds_alternative<JoinedNetwork>(network); }
    bool takes_jets() const noexcept { return !takes_variables() && !takes_sequences(); }
    /// True for networks over sets that `Classifier` does not run.
    bool needs_libtorch() const noexcept {
        for (auto const& sequence : sequences()) {
            if (sequence.set && sequence.set->kind == SetKind::attention) return true;
        }
        return std::holds_alternative<SetNetwork>(network);
    }
    /// The sequences of objects that a JoinedNetwork reads, in their order; none of another network.
    View<SequenceInput> sequences() const noexcept {
        if (auto const* const joined = std::get_if<JoinedNetwork>(&network)) return joined->sequences;
        return {};
    }
    /// The variables of the event that the network reads, in their order, or none.
    View<InputVariable> event_variables() const noexcept {
        if (auto const* const joined = std::get_if<JoinedNetwork>(&network)) return joined->event;
        return takes_variables() ? View<InputVariable>{inputs} : View<InputVariable>{};
    }
    /// What variables of the event mean, of a network of objects by names.
    std::vector<Meaning> event_meanings() const {
        auto const* const joined = std::get_if<JoinedNetwork>(&network);
        return joined ? joined->meanings : std::vector<Meaning>{};
    }
    /// Outputs of the network; 0 if it has no layers.
    std::size_t outputs() const noexcept {
        if (auto const* const set = std::get_if<SetNetwork>(&network)) return set->outputs;
        return dense_layers().size() == 0 ? 0 : dense_layers().back().outputs;
    }
    /// True if each class has an output; otherwise the one output is P(VBF).
    bool has_softmax() const noexcept {
        if (auto const* const set = std::get_if<SetNetwork>(&network)) return set->outputs > 1;
        return dense_layers().size() > 0 && dense_layers().back().activation == Activation::softmax;
    }

    /// True if the one output is a number in the unit of the data, false if the outputs are probabilities of classes.
    bool finds_number() const noexcept {
        return takes_sequences() && dense_layers().size() > 0 && dense_layers().back().activation == Activation::linear;
    }
    /// The place of the score among the numbers of an event, one for each of `classes`.
    std::size_t place_of_score() const noexcept { return finds_number() ? 0 : 1; }

    /// The layers of this kind in `network`, in their order; none if its kind has no such layers.
    View<LstmLayer> lstm_layers() const noexcept {
        if (auto const* const recurrent = std::get_if<RecurrentNetwork>(&network)) return recurrent->lstm;
        return {};
    }
    View<DenseLayer> dense_layers() const noexcept {
        if (auto const* const recurrent = std::get_if<RecurrentNetwork>(&network)) return recurrent->dense;
        if (auto const* const variables = std::get_if<DenseNetwork>(&network)) return variables->dense;
        if (auto const* const joined = std::get_if<JoinedNetwork>(&network)) return joined->dense;
        return {};
    }
    /// The same to be changed. Both throw std::bad_variant_access if the kind has no such layers.
    std::vector<LstmLayer>& lstm() { return std::get<RecurrentNetwork>(network).lstm; }
    std::vector<DenseLayer>& dense() {
        if (auto* const recurrent = std::get_if<RecurrentNetwork>(&network)) return recurrent->dense;
        if (auto* const joined = std::get_if<JoinedNetwork>(&network)) return joined->dense;
        return std::get<DenseNetwork>(network).dense;
    }
};

/// Reads a frozen file. Throws Error naming the file and the layer or key at fault (missing or unknown parts, sizes
/// that don't fit, numbers that are not finite or out of range, keys given twice), and for an ensemble of several
/// networks. Does not score the canaries.
JETSEQ_API FrozenModel read_frozen_model(std::string const& path);

}  // namespace jetseq
