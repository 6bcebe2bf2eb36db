#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/metrics/auc.hpp"
#include "evaluate/metrics/calibration.hpp"
#include "evaluate/metrics/leakage.hpp"
#include "evaluate/metrics/measured.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "evaluate/scores/score_density.hpp"
#include "evaluate/scores/scored_events.hpp"

namespace jetseq::evaluate {

/// The scores of another model for the same events.
struct ComparedScores {
    std::string model;
    std::vector<float> score;             ///< one per event, in the order of ScoredEvents
    std::optional<Leakage> leakage = {};  ///< absent: unknown, as for a file of scores
};

/// Another selection of VBF events by cuts.
struct ComparedCuts {
    std::string name;
    std::vector<std::uint8_t> passes;  ///< one per event
};

/// The performance of one model.
struct ModelCurve {
    std::string model;
    Auc auc;
    Auc auc_above_first;              ///< its AUC minus that of the first model, on the same events
    std::vector<OperatingPoint> roc;  ///< thinned to a few hundred points
    std::vector<OperatingPoint> working_points;
    Efficiency vbf_at_cut_based_ggf;
    double threshold_at_cut_based_ggf = std::numeric_limits<double>::quiet_NaN();
    Efficiency ggf_at_cut_based_vbf;  ///< ggF/DY efficiency at the VBF efficiency of the cut-based category
    Measured gain;  ///< VBF efficiency over that of the cuts, at their ggF/DY efficiency; error by bootstrap
    double threshold_at_background = std::numeric_limits<double>::quiet_NaN();  ///< for MeasuredModels::background
    Calibration calibration;
    ScoreDensity vbf_density, ggf_density;
};

/// The performance of one selection by cuts, and the VBF efficiency of the first model at its ggF/DY efficiency.
struct CutsResult {
    std::string name;
    ClassEfficiencies efficiencies;
    Efficiency vbf_of_model;
};

/// All models and selections by cuts on the same events.
struct MeasuredModels {
    std::vector<ModelCurve> models;  ///< the evaluated model first; never empty
    ClassEfficiencies cut_based;
    std::vector<CutsResult> other_cuts;
    double background = 0.1;  ///< ggF/DY efficiency at which models are compared: that of the cuts, unless it is 0
};

/// Measures all of them. `name`: of the model whose scores `events` holds.
MeasuredModels measure_models(ScoredEvents const& events, std::string const& name,
                              std::vector<ComparedScores> const& others, std::vector<ComparedCuts> const& other_cuts);

}  // namespace jetseq::evaluate
