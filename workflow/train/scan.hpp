#pragma once
#include <string>
#include <vector>

#include "workflow/train/training_job.hpp"
#include "workflow/train/trial_summary.hpp"
#include "workflow/train/trials.hpp"

namespace jetseq::workflow {

/// A point of the grid and the results of its trainings.
struct ScanRow {
    std::size_t point = 0;
    Strings values;                   ///< "key=value"
    MeanAndSpread loss, auc;          ///< of a network that finds a number, in place of the area, the width
    std::vector<std::size_t> trials;  ///< indices of its trainings
};

/// Throws Error if trainings on the same events can't differ in a key of the grid.
void check_grid(Grid const& grid, Strings const& overrides);

/// The grid as part of a configuration.
std::string as_yaml(Grid const& grid);

/// All points in rising mean validation loss; writes scan.csv, scan.json and best.yaml to `directory`. Throws Error if
/// all failed. `configurations`: for each point that of a single training.
std::vector<ScanRow> write_scan(std::string const& directory, Grid const& grid, std::vector<Trial> const& trials,
                                std::vector<TrialResult> const& results, Strings const& configurations);

/// A text with one line for each of `rows`. `numbers`: the networks find a number.
std::string table_of(Grid const& grid, std::vector<ScanRow> const& rows, bool numbers = false);

}  // namespace jetseq::workflow
