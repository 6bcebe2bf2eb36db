#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "data/events/names.hpp"
#include "event/frame.hpp"
#include "models/frozen/frozen_model.hpp"
#include "models/frozen/set_network.hpp"
#include "train/fused/layout.hpp"

namespace jetseq::train {

enum class Schedule {
    constant,   ///< the learning rate does not change
    cosine,     ///< falls as half a cosine to `final_learning_rate` at `max_epochs`
    plateau,    ///< halves whenever the validation loss has not fallen for `plateau_patience` epochs
    one_cycle,  ///< up to `learning_rate` and down again, once (L. N. Smith, N. Topin, arXiv:1708.07120)
};

/// Averages of weights that are tried on the validation part besides the trained ones.
enum class Average {
    none,
    ema,  ///< running mean over the steps, the last 1 / (1 - `average_decay`) of them
    swa,  ///< mean over the ends of the epochs from `average_from` on (P. Izmailov et al., arXiv:1803.05407)
};

/// How the total weight is balanced between the classes.
enum class Balance {
    none,     ///< the sum of their events' weights
    classes,  ///< equal
};

/// A quantity whose spectrum can be reweighted.
enum class Spectrum {
    none,
    mass,        ///< of the resonance [GeV]
    leading_pt,  ///< of the sequence's first jet [GeV]; 0 without jets
    n_jets,      ///< of the sequence
};

/// How events are weighted so that the network can't learn from a quantity's spectrum.
struct Flattening {
    Spectrum variable = Spectrum::none;
    std::vector<double> bins;  ///< rising edges; the first and last bin include values outside
    bool to_flat = true;       ///< each bin gets the same weight; false: the mean of the classes' weights
};

/// Everything that determines the result of a training. The defaults are the network and training of HDBS-2018-10.
struct TrainOptions {
    std::string name = "vbf";  ///< of the model: letters and digits
    Frame frame = Frame::detector;
    std::int64_t layers = 2;
    std::int64_t cells = 25;  ///< of each layer
    double dropout = 0.3;     ///< after each LSTM layer, or each hidden dense layer, in [0, 1)

    /// Objects and variables that the network reads by their names; empty: the jets' pt, eta, phi, e in `frame`.
    data::EventChoice inputs;
    std::map<std::string, InputVariable> scalings;  ///< of inputs that are not standardised, by "tracks.d0"
    bool gru = false;                               ///< GRU layers; only with `inputs`

    std::vector<std::string> variables;  ///< of the event, instead of jets: a network of dense layers; empty: LSTM
    std::vector<std::int64_t> hidden{32, 32};       ///< outputs of the dense layers before the last; not of jets alone
    Activation activation = Activation::rectified;  ///< of these layers

    /// Sizes of a network over sets instead of an LSTM; its inputs are jets, its outputs outputs(). With `inputs`, each
    /// sequence is such a set, and the dense layers are `hidden` above.
    std::optional<SetNetwork> set;

    /// Names by label; more than two: softmax over them; one: the number that the network is to find.
    std::vector<std::string> classes{"ggF", "VBF"};
    Loss loss = Loss::cross_entropy;  ///< of a number another
    double delta = 1;                 ///< of Loss::huber [standard deviations of the number]

    bool takes_variables() const noexcept { return !variables.empty(); }
    bool joins() const noexcept { return !inputs.empty(); }
    bool has_softmax() const noexcept { return classes.size() > 2; }
    bool finds_number() const noexcept { return loss != Loss::cross_entropy; }
    std::size_t outputs() const noexcept { return has_softmax() ? classes.size() : 1; }

    std::string from;  ///< frozen model with the initial weights and normalisation; empty: random weights

    std::int64_t batch_size = 512;  ///< [events]
    double learning_rate = 0.001;   ///< of Adam
    double beta1 = 0.9;
    double beta2 = 0.999;
    double weight_decay = 0;  ///< of AdamW (Loshchilov, Hutter, arXiv:1711.05101): each step x (1 - rate x decay)
    double clip = 0;          ///< largest norm of the gradient of the mean loss; 0: no limit
    Schedule schedule = Schedule::constant;
    double final_learning_rate = 0;  ///< cosine, one_cycle
    double warmup_epochs = 0;        ///< in which the rate rises from 0, for any schedule [epochs]
    int plateau_patience = 5;        ///< plateau [epochs]
    int max_epochs = 60;
    int patience = 15;    ///< stop after so many epochs without a lower validation loss; 0: never
    bool weights = true;  ///< use mcEventWeight, scaled to a mean of 1

    Balance balance = Balance::none;
    Flattening flatten;

    Average average = Average::none;
    double average_decay = 0.999;  ///< ema, in [0, 1)
    double average_from = 0.75;    ///< swa: fraction of max_epochs before it begins, in [0, 1)
    bool freeze_average = false;   ///< freeze the averaged weights even if the others are better

    bool tensorboard = false;  ///< write the rows of metrics.csv as a TensorBoard event file too

    std::uint64_t seed = 1;
    Fold fold;        ///< the events kept for the test; of 1: no folds, the split of data/sequences/split.hpp
    int threads = 0;  ///< 0: one per core, for LibTorch one; the fused step gives the same bits on any number
    std::string device = "auto";   ///< auto, cpu, cuda
    std::string backend = "auto";  ///< auto, fused (CPU), torch (LibTorch's own LSTM, the reference)
};

/// Names of other files and folders in a run directory, without endings: a model can't have them, in any case of
/// letters.
inline constexpr std::array<char const*, 11> names_in_run_directory{
    "best", "checkpoint", "compare", "config", "cutflow", "fit", "metadata", "metrics", "report", "scan", "summary"};

/// The size of the LSTM classifier of jets that `options` ask for.
inline NetworkSize network_size(TrainOptions const& options) {
    return {4, static_cast<std::size_t>(options.layers), static_cast<std::size_t>(options.cells), options.outputs()};
}

/// The size of the network that joins `options.inputs`; without them that of the LSTM classifier of jets.
JoinedSize joined_size(TrainOptions const& options);

/// Whether only LibTorch runs the trained network: the inference library, which runs ensembles, has no sets of jets and
/// no attention.
bool scored_by_libtorch(TrainOptions const& options);

/// The number of weights and biases of the network that `options` ask for.
std::uint64_t count_weights(TrainOptions const& options);

/// Thrown for an option that is out of range.
class BadOption : public Error {
public:
    /// `why`: "is out of range (1 to 16 expected)".
    BadOption(std::string key, std::string why)
        : Error{"option " + key + ' ' + why + ". Change it"}, key_{std::move(key)}, why_{std::move(why)} {}

    std::string const& key() const noexcept { return key_; }
    std::string const& why() const noexcept { return why_; }

private:
    std::string key_, why_;
};

/// Throws BadOption with the first option that is out of range.
void check(TrainOptions const& options);

}  // namespace jetseq::train
