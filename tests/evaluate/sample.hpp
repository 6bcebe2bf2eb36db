#pragma once
#include <cstdint>
#include <vector>

#include "evaluate/scores/ranking.hpp"

namespace jetseq::test {

constexpr double rounding = 1e-12;  // double arithmetic in another order

/// Scores with their labels and weights, to be written down in a test.
struct Sample {
    std::vector<float> score;
    std::vector<std::int8_t> label;
    std::vector<float> weight;

    void add(float s, bool l, float w = 1) { score.push_back(s), label.push_back(l ? 1 : 0), weight.push_back(w); }
    operator evaluate::LabelledScores() const { return {score, label, weight}; }
};

}  // namespace jetseq::test
