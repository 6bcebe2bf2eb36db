#include "workflow/train/scan.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "core/text/number_text.hpp"
#include "workflow/config/strict_yaml.hpp"

namespace jetseq::workflow {
namespace {

/// The area under the ROC curve, or the width of the residuals.
double quality_of(TrialResult const& result) { return result.residuals ? result.residuals->width : result.auc; }

/// The name of quality_of().
std::string name_of_quality(std::vector<Trial> const& trials) {
    return trials.front().options.finds_number() ? "width" : "auc";
}

/// Sorted by mean validation loss.
std::vector<ScanRow> rows_of(Grid const& grid, std::vector<Trial> const& trials,
                             std::vector<TrialResult> const& results) {
    std::vector<ScanRow> rows;
    for (auto const& values : points_of(grid)) {
        ScanRow row{rows.size(), values, {}, {}, {}};
        std::vector<double> losses, areas;
        for (std::size_t n = 0; n < trials.size(); ++n) {
            if (trials[n].point != row.point) continue;
            losses.push_back(results[n].loss), areas.push_back(quality_of(results[n])), row.trials.push_back(n);
        }
        row.loss = mean_and_spread(losses), row.auc = mean_and_spread(areas);
        rows.push_back(row);
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](ScanRow const& a, ScanRow const& b) { return a.loss.mean < b.loss.mean; });
    return rows;
}

std::string value_in(std::string const& override) { return override.substr(override.find('=') + 1); }

/// The mean validation loss of a point; infinite if a training failed.
std::string with_spread(MeanAndSpread const& both, int digits) {
    if (!std::isfinite(both.mean)) return "failed";
    if (std::isnan(both.spread)) return fmt::format("{:.{}f}", both.mean, digits);
    return fmt::format("{:.{}f} +- {:.{}f}", both.mean, digits, both.spread, digits);
}

/// A table whose columns are as wide as their longest cell.
std::string aligned(std::vector<Strings> const& cells) {
    std::string text;
    for (auto const& row : cells) {
        for (std::size_t k = 0; k < row.size(); ++k) {
            std::size_t width = 0;
            for (auto const& other : cells) width = std::max(width, other[k].size());
            text += row[k] + std::string(k + 1 < row.size() ? width - row[k].size() + 2 : 0, ' ');
        }
        text += '\n';
    }
    return text;
}

/// A cell; empty if the number is not finite.
std::string number(double value) { return std::isfinite(value) ? significant(value, 9) : ""; }

std::string csv(Grid const& grid, std::vector<ScanRow> const& rows, std::string const& quality) {
    std::string text;
    for (auto const& [key, values] : grid) text += key + ',';
    text += "trainings,validation_loss,validation_loss_spread," + quality + "," + quality + "_spread\n";
    for (auto const& row : rows) {
        for (auto const& value : row.values) text += value_in(value) + ',';
        text += std::to_string(row.trials.size());
        for (double const value : {row.loss.mean, row.loss.spread, row.auc.mean, row.auc.spread}) {
            text += ',' + number(value);
        }
        text += '\n';
    }
    return text;
}

Json json(std::vector<ScanRow> const& rows, std::vector<Trial> const& trials) {
    Json points = Json::array();
    for (auto const& row : rows) {
        Json values, names = Json::array();
        for (auto const& value : row.values) values[value.substr(0, value.find('='))] = value_in(value);
        for (std::size_t const n : row.trials) names.push_back(trials[n].name);
        points.push_back(
            {{"values", values},
             {"validation_loss", {{"mean", json_number(row.loss.mean)}, {"spread", json_number(row.loss.spread)}}},
             {name_of_quality(trials), {{"mean", json_number(row.auc.mean)}, {"spread", json_number(row.auc.spread)}}},
             {"trainings", names}});
    }
    return {{"kind", "jetseq_scan"}, {"points", points}};
}

}  // namespace

void check_grid(Grid const& grid, Strings const& overrides) {
    Strings const fixed{"train.folds", "train.seed", "train.seeds", "train.threads", "train.device", "train.backend"};
    if (grid.empty()) throw Error{"nothing to scan (the key 'scan' is missing or empty). See docs/guide/training.md"};
    for (auto const& [key, values] : grid) {
        bool const known = key.rfind("train.", 0) == 0 || key.rfind("network.", 0) == 0;
        if (!known || std::find(fixed.begin(), fixed.end(), key) != fixed.end()) {
            throw Error{"scan: key '" + key +
                        "' can't be scanned (keys of network and train can, but seeds, folds, "
                        "threads and devices). Take it out"};
        }
        for (auto const& override : overrides) {
            if (override.rfind(key + '=', 0) != 0) continue;
            throw Error{"override " + override + " has no effect (the scan sets " + key + "). Take one of them out"};
        }
        if (values.empty()) throw Error{"scan: key '" + key + "' has no values (a list expected). Give it some"};
    }
}

std::string as_yaml(Grid const& grid) {
    std::string text = "scan:\n";
    for (auto const& [key, values] : grid) {
        text += "  " + key + ": [";
        for (std::size_t n = 0; n < values.size(); ++n) text += (n == 0 ? "" : ", ") + quoted_yaml(values[n]);
        text += "]\n";
    }
    return text;
}

std::vector<ScanRow> write_scan(std::string const& directory, Grid const& grid, std::vector<Trial> const& trials,
                                std::vector<TrialResult> const& results, Strings const& configurations) {
    auto const rows = rows_of(grid, trials, results);
    if (std::isinf(rows.front().loss.mean)) throw Error{"all points failed: " + results.front().training.failure};
    OutputFiles files;
    files.add(directory + "/scan.csv", csv(grid, rows, name_of_quality(trials)));
    files.add(directory + "/scan.json", text_of(json(rows, trials), 2) + "\n");
    files.add(directory + "/best.yaml", configurations[rows.front().point]);
    files.commit();
    return rows;
}

std::string table_of(Grid const& grid, std::vector<ScanRow> const& rows, bool numbers) {
    std::vector<Strings> cells{{}};
    for (auto const& [key, values] : grid) cells[0].push_back(key);
    cells[0].insert(cells[0].end(), {"validation loss", numbers ? "width" : "AUC"});
    for (auto const& row : rows) {
        cells.emplace_back();
        for (auto const& value : row.values) cells.back().push_back(value_in(value));
        cells.back().insert(cells.back().end(), {with_spread(row.loss, 5), with_spread(row.auc, 4)});
    }
    return aligned(cells);
}

}  // namespace jetseq::workflow
