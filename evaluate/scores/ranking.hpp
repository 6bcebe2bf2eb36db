#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "evaluate/scores/score_order.hpp"
#include "evaluate/scores/scored_events.hpp"
#include "evaluate/scores/weight_sum.hpp"

namespace jetseq::evaluate {

/// Scores of events of two classes, owned elsewhere. All three have the same length, and no score is NaN.
struct LabelledScores {
    std::span<float const> score;        ///< larger is more VBF-like
    std::span<std::int8_t const> label;  ///< 1 VBF, 0 ggF/DY
    std::span<float const> weight;

    LabelledScores(std::span<float const> scores, std::span<std::int8_t const> labels, std::span<float const> weights);
    LabelledScores(ScoredEvents const& events) : LabelledScores{events.score, events.label, events.weight} {}
};

/// The weights of events of equal score.
struct Tie {
    float score;
    WeightSum vbf, ggf;
};

/// Events in falling score, sorted once for all measurements.
class Ranking {
public:
    explicit Ranking(LabelledScores const& scores);

    WeightSum const& vbf() const noexcept { return all_vbf_; }  ///< all events of the class
    WeightSum const& ggf() const noexcept { return all_ggf_; }
    /// Whether both classes have a positive sum of weights; otherwise nothing is defined.
    bool has_both_classes() const noexcept { return all_vbf_.w > 0 && all_ggf_.w > 0; }

    /// Calls visit(Tie) for each distinct score, falling.
    template <class Visit>
    void for_each_tie(Visit visit) const {
        auto vbf = events_.vbf.begin(), ggf = events_.ggf.begin();
        auto const vbf_end = events_.vbf.end(), ggf_end = events_.ggf.end();
        while (vbf != vbf_end || ggf != ggf_end) {
            bool const vbf_is_next = ggf == ggf_end || (vbf != vbf_end && vbf->score >= ggf->score);
            Tie tie{vbf_is_next ? vbf->score : ggf->score, {}, {}};
            for (; vbf != vbf_end && vbf->score == tie.score; ++vbf) tie.vbf.add(vbf->weight);
            for (; ggf != ggf_end && ggf->score == tie.score; ++ggf) tie.ggf.add(ggf->weight);
            visit(tie);
        }
    }

private:
    ByFallingScore events_;
    WeightSum all_vbf_, all_ggf_;
};

}  // namespace jetseq::evaluate
