#pragma once
#include <string>
#include <vector>

#include "workflow/train/training_job.hpp"
#include "workflow/train/trial_summary.hpp"
#include "workflow/train/trials.hpp"

namespace jetseq {

/// A point of the grid and what its trainings came to.
struct ScanRow {
    std::size_t point = 0;
    Strings values;  ///< "key=value"
    MeanAndSpread loss, auc;
    std::vector<std::size_t> trials;  ///< places of its trainings
};

/// Throws Error where a key of the grid is none that trainings on the same events may differ in.
void check_grid(Grid const& grid, Strings const& overrides);

/// The grid as a configuration has it.
std::string as_yaml(Grid const& grid);

/// All points in rising mean validation loss; writes scan.csv, scan.json and best.yaml to `directory`. Throws Error
/// where all diverged. `configurations`: of each point, to be trained once.
std::vector<ScanRow> write_scan(std::string const& directory, Grid const& grid, std::vector<Trial> const& trials,
                                std::vector<TrialResult> const& results, Strings const& configurations);

/// A line for each of `rows`, as text for a terminal.
std::string table_of(Grid const& grid, std::vector<ScanRow> const& rows);

}  // namespace jetseq
