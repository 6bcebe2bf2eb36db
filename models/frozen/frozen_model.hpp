#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../../core/api.h"
#include "../../event/frame.hpp"
#include "../../event/objects.hpp"

namespace jetseq {

/// One input of a network: x enters as (x + offset) * scale.
struct InputVariable {
    std::string name;  ///< pt, eta, phi, e of a jet, in this order; of an event any name
    float offset;      ///< minus the mean of the training part [unit of the input]
    float scale;       ///< 1 / standard deviation
};

/// A long short-term memory layer (Hochreiter and Schmidhuber, Neural Comput. 9 (1997) 1735) with tanh cells and
/// sigmoid gates. Rows are gates x cells, in the order i, f, g, o:
///   i, f, o = sigmoid(W x + U h + b), g = tanh(W x + U h + b), c' = f c + i g, h' = o tanh(c').
struct LstmLayer {
    std::size_t inputs = 0;
    std::size_t cells = 0;
    std::vector<float> w;  ///< [4 * cells, inputs]
    std::vector<float> u;  ///< [4 * cells, cells]
    std::vector<float> b;  ///< [4 * cells]
};

enum class Activation { linear, rectified, tanh, sigmoid, softmax };

/// y = activation(W x + b); softmax: y_k = exp(z_k) / sum over j of exp(z_j), z = W x + b.
struct DenseLayer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    Activation activation = Activation::linear;
    std::vector<float> w;  ///< [outputs, inputs]
    std::vector<float> b;  ///< [outputs]
};

/// What the jets that a model is applied to must be, because those of its training were.
struct InputContract {
    Frame frame = Frame::detector;  ///< who applies the model elsewhere must change the frame; `Classifier` does it
    float jet_pt_min = 30;          ///< [GeV]; 0: the training's file did not say
    float jet_abs_eta_max = 4.5F;
    std::size_t max_length = 0;  ///< jets in the longest sequence of the training; longer ones are scored all the same
};

/// An event whose score is known: loading a model scores it again. Parity travels to the user's machine so.
struct Canary {
    std::vector<Jet> jets;
    float score = 0;                        ///< of the network that was frozen: P(VBF)
    std::vector<float> variables = {};      ///< in place of jets, of a network of per-event variables
    std::vector<float> probabilities = {};  ///< of all classes, of a network with a softmax
};

/// A share with the ends of its 68 % interval, all in [0, 1].
struct Interval {
    double value, low, high;
};

/// A cut on the score and what it keeps of the validation part.
struct WorkingPoint {
    std::string name;
    float threshold;
    Interval vbf;  ///< efficiency of VBF events
    Interval ggf;  ///< efficiency of ggF/DY events
};

/// Which events a network was not trained on: those of fold `index` (fold_of() in event/event_id.hpp).
struct Fold {
    std::size_t index = 0;
    std::size_t of = 1;  ///< 1: there are no folds
};

/// A trained network with all that is needed to apply it: the content of a frozen file
/// (docs/reference/frozen-format.md).
struct FrozenModel {
    std::string name = "vbf";           ///< letters and digits
    std::vector<InputVariable> inputs;  ///< of each jet; of dense layers alone: of the event
    std::vector<LstmLayer> lstm;        ///< the last state goes on; zeros for an empty sequence
    std::vector<DenseLayer> dense;      ///< at least one; the last: one sigmoid, P(VBF), or a softmax over `classes`
    std::string
        set_network;  ///< in place of both: a network over sets of jets, in JSON (models/frozen/set_network.hpp)
    std::vector<std::string> classes{"ggF", "VBF"};  ///< what is told apart, by label; a softmax may have more
    InputContract contract;
    std::vector<Canary> canaries;
    std::vector<WorkingPoint> working_points;
    std::string training;  ///< JSON object: data, configuration, seed, versions, revision, history
    Fold fold;

    /// True where the network sees variables of the event, a fixed list, in place of a sequence of jets.
    bool takes_variables() const noexcept { return lstm.empty() && !is_over_sets(); }
    /// True for a network over sets of jets, which LibTorch can run and `Classifier` can't.
    bool is_over_sets() const noexcept { return !set_network.empty(); }
    /// True where each class has an output; otherwise the one output is P(VBF).
    bool has_softmax() const noexcept {
        return is_over_sets() ? classes.size() > 2 : dense.back().activation == Activation::softmax;
    }
};

/// Reads a frozen file. Throws Error naming the file and the layer or key at fault: missing or unknown parts,
/// sizes that don't fit, numbers that are not finite or out of range, keys given twice; and for an ensemble of several
/// networks. Canaries are not scored here.
JETSEQ_API FrozenModel read_frozen_model(std::string const& path);

/// What is suspicious in `sequence`-like input for `contract`, as a sentence; "" where nothing is.
/// `jets`: all jets of many events. Looks for momenta in MeV, phi in degrees or beyond (-pi, pi], and, if the contract
/// says how its jets were selected, for jets softer or further forward than those (of 100 jets or more), or a softest
/// one more than 10 % above the threshold (of 1000 or more).
JETSEQ_API std::string broken_contract(InputContract const& contract, View<Jet> jets);

/// Checks whole events as well: event n has the jets offsets[n] ... offsets[n + 1] - 1, counted from offsets[0]. Finds
/// also the first event with a number that is not finite, a pt that is not above 0, an energy below the momentum,
/// beyond ten times it or above 14 TeV, or jets that do not stand in falling pt.
JETSEQ_API std::string broken_contract(InputContract const& contract, View<Jet> jets, std::uint64_t const* offsets,
                                       std::size_t events);

}  // namespace jetseq
