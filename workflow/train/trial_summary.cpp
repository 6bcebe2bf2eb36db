#include "workflow/train/trial_summary.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace jetseq::workflow {
namespace {

/// One number of a trial.
struct Quantity {
    std::string name;   ///< of the JSON key
    std::string title;  ///< of the table
    double factor;      ///< in the table
    int digits;         ///< after the point, in the table
    std::function<double(TrialResult const&)> value;
};

/// `classes`: the names of all.
std::vector<Quantity> columns(TrialResult const& example, std::vector<std::string> const& classes) {
    std::vector<Quantity> list{{"validation_loss", "loss", 1, 5, [](auto const& result) { return result.loss; }}};
    if (example.residuals) {
        list.push_back({"bias", "bias", 1, 5, [](auto const& result) { return result.residuals->bias; }});
        list.push_back({"width", "width", 1, 5, [](auto const& result) { return result.residuals->width; }});
        return list;
    }
    list.push_back({"auc", "AUC", 1, 4, [](auto const& result) { return result.auc; }});
    for (std::size_t n = 0; n < example.points.size(); ++n) {
        std::string const name = example.points[n].name;
        list.push_back({name + "_vbf", name + " " + classes[1] + ",%", 100, 2,
                        [n](auto const& r) { return r.points[n].vbf.value; }});
        list.push_back(
            {name + "_ggf", classes[0] + ",%", 100, 2, [n](auto const& r) { return r.points[n].ggf.value; }});
    }
    return list;
}

std::vector<double> values(Quantity const& column, std::vector<TrialResult> const& results) {
    std::vector<double> all;
    all.reserve(results.size());
    for (auto const& result : results) all.push_back(column.value(result));
    return all;
}

/// `text` aligned to the right of `width` characters, after two spaces.
std::string cell(std::string const& text, std::size_t width) {
    return "  " + std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string cell(double value, Quantity const& column) {
    auto const text = std::isnan(value) ? "-" : fmt::format("{:.{}f}", column.factor * value, column.digits);
    return cell(text, std::max<std::size_t>(column.title.size(), 7));
}

std::string left(std::string const& text, std::size_t width) { return text + std::string(width - text.size(), ' '); }

}  // namespace

MeanAndSpread mean_and_spread(std::vector<double> const& values) {
    auto const count = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (double const value : values) sum += value;
    for (double const value : values) squares += (value - sum / count) * (value - sum / count);
    return {sum / count, values.size() > 1 ? std::sqrt(squares / (count - 1)) : std::nan("")};
}

std::string table_of(std::vector<Trial> const& trials, std::vector<TrialResult> const& results) {
    auto const list = columns(results.front(), trials.front().options.classes);
    std::size_t width = 8;
    for (auto const& trial : trials) width = std::max(width, trial.name.size());
    std::string head = left("training", width) + cell("epoch", 5), mean = left("mean", width) + cell("", 5),
                spread = left("spread", width) + cell("", 5), rows;
    for (auto const& column : list) {
        head += cell(column.title, std::max<std::size_t>(column.title.size(), 7));
        auto const both = mean_and_spread(values(column, results));
        mean += cell(both.mean, column), spread += cell(both.spread, column);
    }
    for (std::size_t n = 0; n < trials.size(); ++n) {
        rows += left(trials[n].name, width) + cell(std::to_string(results[n].training.best_epoch), 5);
        for (auto const& column : list) rows += cell(column.value(results[n]), column);
        rows += '\n';
    }
    return head + '\n' + rows + mean + '\n' + spread + '\n';
}

Json summary_of(std::vector<Trial> const& trials, std::vector<TrialResult> const& results) {
    auto const list = columns(results.front(), trials.front().options.classes);
    Json trainings = Json::array(), mean, spread;
    for (std::size_t n = 0; n < trials.size(); ++n) {
        auto const& fold = trials[n].options.fold;
        Json row{{"name", trials[n].name}, {"seed", trials[n].options.seed}};
        if (fold.of > 1) row["fold"] = fold.index;
        row["best_epoch"] = results[n].training.best_epoch, row["epochs"] = results[n].training.history.size();
        for (auto const& column : list) row[column.name] = json_number(column.value(results[n]));
        trainings.push_back(row);
    }
    for (auto const& column : list) {
        auto const both = mean_and_spread(values(column, results));
        mean[column.name] = json_number(both.mean), spread[column.name] = json_number(both.spread);
    }
    bool const folds = trials.front().options.fold.of > 1;
    return {{"measured_on", folds ? "the fold that the training has not seen" : "validation part"},
            {"trainings", trainings},
            {"mean", mean},
            {"spread", spread}};
}

Json as_json(Interval const& share) {
    return {{"value", json_number(share.value)}, {"low", json_number(share.low)}, {"high", json_number(share.high)}};
}

}  // namespace jetseq::workflow
