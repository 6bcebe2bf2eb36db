#pragma once
#include <array>
#include <cstddef>
#include <string_view>

#include "models/frozen/frozen_model.hpp"

/// The words of the frozen format, shared by its reader and its writer.
namespace jetseq::frozen {

inline constexpr int format_version = 1;   // of models of jets or of variables
inline constexpr int format_by_names = 2;  // of models of objects by names, which readers of version 1 don't know
// Readers refuse more of each; a training makes no more.
inline constexpr std::size_t most_layers = 64;
inline constexpr std::size_t most_inputs = 4096;    // of a list
inline constexpr std::size_t most_sequences = 64;   // of a network of objects
inline constexpr std::size_t most_networks = 1024;  // of an ensemble
inline constexpr char const* model_kind = "jetseq_model";
inline constexpr char const* ensemble_kind = "jetseq_ensemble";
inline constexpr char const* sequence_name = "jets";
inline constexpr char const* variables_name = "event";
inline constexpr char const* output_label = "pVBF";
inline constexpr std::array<char const*, 4> gates{"i", "f", "c", "o"};  // lwtnn calls g "c"
inline constexpr std::array<char const*, 3> gru_gates{"z", "r", "h"};   // lwtnn calls n "h"
inline constexpr std::array<char const*, 5> activations{"linear", "rectified", "tanh", "sigmoid", "softmax"};
inline constexpr std::array<char const*, 2> set_kinds{"deep_sets", "attention"};
inline constexpr std::array<char const*, 2> frames{"detector", "canonical"};
inline constexpr std::array<std::string_view, 5> quantities{"pt", "eta", "phi", "energy", "mass"};
inline constexpr std::array<char const*, 4> variables{"pt", "eta", "phi", "e"};

}  // namespace jetseq::frozen
