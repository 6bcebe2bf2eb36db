#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/math/random.hpp"
#include "models/frozen/frozen_ensemble.hpp"

/// Frozen models made without a training, and their scores in double precision: the reference of the infer tests.
namespace jetseq::test {

/// A jet that the inputs of one_cell_model() see as x = (2, ...): pt 100 GeV.
Jet one_jet();

/// One cell that looks at pt only: i = 1/2, f = 3/4, o = 1/4, g = tanh(x + 1 + h / 2) with x = (pt - 50 GeV) / 25 GeV;
/// the score is sigmoid(1/2 + 2 h).
FrozenModel one_cell_model();

/// `layers` LSTM layers of `cells` cells, then dense layers with rectified outputs `hidden`, then the head;
/// weights drawn with `seed` and so large that the score depends on every jet.
FrozenModel random_model(std::size_t layers, std::size_t cells, std::uint64_t seed, Frame frame = Frame::detector,
                         std::vector<std::size_t> const& hidden = {});

/// Networks of `layers` x `cells`, all different, one for each of `folds` folds.
FrozenEnsemble random_ensemble(std::size_t folds, std::size_t layers, std::size_t cells, Frame frame = Frame::detector);

/// `model` with a softmax over ggF, VBF and background in place of its last layer.
FrozenModel three_class_model(FrozenModel model);

/// A network of `variables` per-event variables v0, v1, ..., dense layers with `hidden` outputs and the head.
FrozenModel variables_model(std::size_t variables, std::vector<std::size_t> const& hidden, std::uint64_t seed,
                            Activation activation = Activation::rectified);

/// `count` numbers in [-2, 2).
std::vector<float> toy_variables(std::size_t count, Random& random);

/// The probabilities of all classes, from the formulas of LstmLayer and DenseLayer word by word, in double precision.
std::vector<double> exact_probabilities(FrozenModel const& model, View<Jet> jets);
std::vector<double> exact_probabilities(FrozenModel const& model, std::vector<float> const& variables);

/// P(VBF) of `jets`, from the formulas of LstmLayer and DenseLayer word by word, in double precision.
double exact_score(FrozenModel const& model, View<Jet> jets);

/// Gives `model` canaries of 0 to `longest` jets, with their exact scores.
void add_canaries(FrozenModel& model, std::size_t longest = 5);

}  // namespace jetseq::test
