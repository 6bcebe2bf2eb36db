#include "workflow/evaluate/refreeze.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/json/json.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "evaluate/metrics/working_points.hpp"
#include "evaluate/scores/score_map.hpp"
#include "event/threshold.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "train/torch/libtorch_scores.hpp"
#include "workflow/evaluate/scored_part.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

ScoredPart validation_of(Classifier const& classifier, data::Sequences const& read) {
    if (classifier.folds() > 1) {
        throw Error{
            "an ensemble has no validation part of its own (calibrations and working points are made with it). "
            "Take one network"};
    }
    if (read.size() > 0 && train::all_unlabelled(read)) {
        throw Error{"no event is labelled (all " + std::to_string(read.size()) + train::unlabelled};
    }
    auto part = part_of_training(classifier, read, data::Part::validation);
    if (!part.score.empty()) return part;
    throw Error{
        "the files hold no labelled event of the model's validation part (calibrations and working points are made "
        "with it). Give the files that it was trained on"};
}

void score_canaries(FrozenModel& model) {
    auto const examples = train::events_of_canaries(model);
    auto const scores = train::libtorch_scores(model, examples, data::all_indices(examples));
    for (std::size_t n = 0; n < scores.size(); ++n) model.canaries[n].score = scores[n];
}

Interval interval(evaluate::Efficiency const& e) { return {e.value, std::max(0.0, e.low), std::min(1.0, e.high)}; }

/// Moves the thresholds so that they select the same events as before.
template <class Map>
void move_points(FrozenModel& model, Map const& map) {
    for (auto& point : model.working_points) point.threshold = map(point.threshold);
}

/// Scales the last layer by `map`; returns the record of it for the model.
Json calibrate(FrozenModel& model, evaluate::LogisticMap const& map) {
    auto& last = model.dense().back();
    for (auto& w : last.w) w *= static_cast<float>(map.slope);
    for (auto& b : last.b) b = static_cast<float>(map.slope * b + map.offset);
    move_points(model, map);
    return {{"slope", map.slope}, {"offset", map.offset}};
}

/// Adds two layers after the logit z: max(0, z - from) for each knot and max(0, from - z) for the first one, then the
/// sum of these, weighted by the change of slope at each knot.
Json calibrate(FrozenModel& model, evaluate::IsotonicLine const& line) {
    std::size_t const knots = line.from.size();
    DenseLayer bends{1, knots + 1, Activation::rectified, {-1}, {static_cast<float>(line.from[0])}};
    DenseLayer sum{knots + 1,
                   1,
                   Activation::sigmoid,
                   {static_cast<float>(-line.slope_after(0))},
                   {static_cast<float>(line.to[0])}};
    for (std::size_t n = 0; n < knots; ++n) {
        bends.w.push_back(1), bends.b.push_back(static_cast<float>(-line.from[n]));
        sum.w.push_back(static_cast<float>(line.slope_after(n + 1) - (n == 0 ? 0 : line.slope_after(n))));
    }
    model.dense().back().activation = Activation::linear;
    model.dense().push_back(std::move(bends)), model.dense().push_back(std::move(sum));
    move_points(model, line);
    return {{"logits", line.from}, {"calibrated", line.to}};
}

evaluate::ClassEfficiencies at(evaluate::LabelledScores const& scores, double threshold) {
    auto const point = evaluate::operating_point(scores, threshold);
    return {point.vbf, point.ggf};
}

}  // namespace

Classifier calibrated(Classifier const& classifier, std::string const& how, data::Sequences const& read) {
    if (classifier.model().has_softmax()) {
        bool const usual = are_productions(classifier.classes());
        throw Error{std::string{"a calibration needs a model with the one output "} +
                    (usual ? "P(VBF) (this one has a softmax). Take one trained for VBF and ggF/DY only"
                           : "of two classes (this one has a softmax). Take one trained for two classes")};
    }
    bool const isotonic = how == "isotonic", with_offset = how == "logistic";
    if (!isotonic && !with_offset && how != "temperature") {
        throw Error{"no calibration '" + how + "'. Try temperature, logistic or isotonic"};
    }
    auto const validation = validation_of(classifier, read);
    std::string const signal = classifier.classes()[1];
    FrozenModel model = classifier.model();
    Json said = {{"kind", how}};
    if (isotonic) {
        said.update(calibrate(model, evaluate::fit_isotonic_line(validation, signal)));
    } else {
        said.update(calibrate(model, with_offset ? evaluate::fit_logistic(validation, signal)
                                                 : evaluate::fit_temperature(validation, signal)));
    }
    score_canaries(model);
    Json training = parse_json(model.training);
    training["calibration"] = std::move(said);
    model.training = text_of(training);
    return Classifier{std::move(model)};
}

std::vector<evaluate::ChosenPoint> chosen_points(std::vector<std::string> const& given, Classifier const& classifier,
                                                 data::Sequences const& read, evaluate::LabelledScores const& test) {
    std::vector<evaluate::ChosenPoint> points;
    if (given.empty()) return points;
    auto const validation = validation_of(classifier, read);
    for (auto const& text : given) {
        auto const equals = text.find('=');
        if (equals == 0 || equals == text.npos)
            throw Error{"the working point '" + text + "' is not NAME=AIM. Try half=vbf:0.5"};
        auto const aim = text.substr(equals + 1);
        auto const name = text.substr(0, equals);
        auto const is_it = [&](evaluate::ChosenPoint const& point) { return point.name == name; };
        if (std::any_of(points.begin(), points.end(), is_it)) {
            throw Error{"the working point '" + text + "': '" + name +
                        "' is given twice. Give each point a NAME of its own"};
        }
        double const threshold = jetseq::threshold(evaluate::chosen_threshold(validation, evaluate::aim_of(aim)));
        points.push_back({name, aim, threshold, at(validation, threshold), at(test, threshold)});
    }
    return points;
}

void add_with_points(OutputFiles& files, std::string const& path, FrozenModel model,
                     std::vector<evaluate::ChosenPoint> const& points) {
    for (auto const& point : points) {
        std::erase_if(model.working_points, [&](WorkingPoint const& old) { return old.name == point.name; });
        model.working_points.push_back({point.name, static_cast<float>(point.threshold), interval(point.validation.vbf),
                                        interval(point.validation.ggf)});
    }
    add_frozen_model(files, path, model);
}

}  // namespace jetseq::workflow
