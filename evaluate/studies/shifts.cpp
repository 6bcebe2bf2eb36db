#include "evaluate/studies/shifts.hpp"

#include <cmath>

#include "event/threshold.hpp"

namespace jetseq::evaluate {
namespace {

/// Whether each event of a class passes.
std::vector<std::uint8_t> passing(LabelledScores const& scores, std::int8_t label, double threshold) {
    std::vector<std::uint8_t> result;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        if (scores.label[i] == label) result.push_back(is_above(scores.score[i], threshold));
    }
    return result;
}

std::vector<float> weights(LabelledScores const& scores, std::int8_t label) {
    std::vector<float> result;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        if (scores.label[i] == label) result.push_back(scores.weight[i]);
    }
    return result;
}

template <class Changes, class Inputs, class Score>
std::vector<Shift> shifts_by(Changes const& changes, Inputs const& inputs, LabelledScores const& nominal,
                             Score const& score, double threshold) {
    std::vector<Shift> result;
    for (auto const& change : changes) {
        auto const scores = score(change.apply(inputs));
        result.push_back(shift_of(change.name, nominal, {scores, nominal.label, nominal.weight}, threshold));
    }
    return result;
}

}  // namespace

Measured efficiency_shift(std::span<std::uint8_t const> before, std::span<std::uint8_t const> after,
                          std::span<float const> weight) {
    WeightSum all;
    double w_change = 0;
    for (std::size_t i = 0; i < weight.size(); ++i) {
        all.add(weight[i]), w_change += weight[i] * static_cast<float>(after[i] - before[i]);
    }
    if (!(all.w > 0)) return {};
    double const mean = w_change / all.w, one = all.w2 / all.magnitude;
    double squares = one * one / 2;  // half an event, so that no change at all still has an error
    for (std::size_t i = 0; i < weight.size(); ++i) {
        double const distance = weight[i] * (after[i] - before[i] - mean);
        squares += distance * distance;
    }
    return {mean, std::sqrt(squares) / all.w};
}

Shift shift_of(std::string name, LabelledScores const& nominal, LabelledScores const& changed, double threshold) {
    auto const of_class = [&](std::int8_t label) {
        return efficiency_shift(passing(nominal, label, threshold), passing(changed, label, threshold),
                                weights(nominal, label));
    };
    auto const area = auc_difference(changed, nominal);
    auto const point = operating_point(changed, threshold);
    return {std::move(name), {point.vbf, point.ggf}, of_class(1), of_class(0), {area.value, area.error}, auc(changed)};
}

std::vector<Shift> shifts(std::vector<JetChange> const& changes, JetTable const& jets, LabelledScores const& nominal,
                          ScoreJets const& score, double threshold) {
    return shifts_by(changes, jets, nominal, score, threshold);
}

std::vector<Shift> shifts(std::vector<InputChange> const& changes, EventInputs const& inputs,
                          LabelledScores const& nominal, ScoreInputs const& score, double threshold) {
    return shifts_by(changes, inputs, nominal, score, threshold);
}

}  // namespace jetseq::evaluate
