#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "jetseq/evaluate/efficiency.hpp"
#include "jetseq/evaluate/roc.hpp"
#include "jetseq/evaluate/scored_events.hpp"

namespace jetseq {

/// One epoch of the training, for the training curves. What is unknown is NaN.
struct TrainingEpoch {
    int epoch = 0;
    double train_loss = std::numeric_limits<double>::quiet_NaN();       ///< mean per event
    double validation_loss = std::numeric_limits<double>::quiet_NaN();  ///< mean per event
    double validation_auc = std::numeric_limits<double>::quiet_NaN();
    double learning_rate = std::numeric_limits<double>::quiet_NaN();
};

/// Events evaluated here that the training has seen; both 0 for an honest test.
struct Leakage {
    std::uint64_t training = 0;    ///< events of the training part
    std::uint64_t validation = 0;  ///< events of the validation part: they chose the best epoch
};

/// How things are called in tables and plots. `vbf` and `ggf` may use the mark-up of plot::Note.
struct ReportLabels {
    std::string title = "VBF classification by the jet sequence";
    std::string vbf = "VBF";
    std::string ggf = "ggF/DY";
    std::string experiment;  ///< shown in bold in each plot, such as "Private work"; empty: nothing is shown
};

/// Another model's scores of the same events, drawn beside the first.
struct ComparedScores {
    std::string model;
    std::vector<float> score;  ///< one per event, in the order of ScoredEvents
};

/// What the scores don't say by themselves.
struct ReportInputs {
    std::string model;              ///< name of the frozen model
    std::vector<std::string> data;  ///< files evaluated
    std::string part;               ///< which events of them, such as "test part (30 %)"
    std::vector<TrainingEpoch> history;
    std::map<std::string, double> parity;                         ///< largest abs(score - LibTorch's) of each backend
    std::optional<Leakage> leakage;                               ///< absent: not checked
    std::vector<std::pair<std::string, std::string>> provenance;  ///< key, text; shown in this order
    std::vector<ComparedScores> comparisons;
    bool literature = false;  ///< add the published efficiencies for H(1 TeV)
    ReportLabels labels;
};

/// Efficiencies of both classes under one selection.
struct ClassEfficiencies {
    Efficiency vbf, ggf;
};

/// Efficiencies of both classes for score > threshold.
struct OperatingPoint {
    double threshold;
    Efficiency vbf, ggf;
};

/// Events that share a property, such as their number of jets.
struct EventGroup {
    std::string name;                       ///< for people: "1", ">= 3", "1000 GeV"
    double key = 0;                         ///< for programs: the value of the property, its lower end for ">= 3"
    std::uint64_t n_vbf = 0, n_ggf = 0;     ///< events, unweighted
    Efficiency vbf_fraction, ggf_fraction;  ///< share of the class that is in this group, weighted
    Auc auc;
    std::vector<OperatingPoint> working_points;  ///< at report_thresholds
    ClassEfficiencies cut_based;
};

/// Events with a score in [low, high): how often VBF is the truth.
struct CalibrationBin {
    double low, high;
    std::uint64_t n = 0;                                           ///< events, unweighted
    double mean_score = std::numeric_limits<double>::quiet_NaN();  ///< weighted
    Efficiency vbf_fraction;                                       ///< observed
};

struct Calibration {
    std::vector<CalibrationBin> bins;
    /// Expected calibration error: mean of abs(observed VBF fraction - mean score) over the bins by their weight
    /// (Naeini, Cooper, Hauskrecht, AAAI 2015); NaN without events.
    double expected_error = std::numeric_limits<double>::quiet_NaN();
};

/// Score distribution of a class, of unit area over the bins.
struct ScoreDensity {
    std::vector<double> density;  ///< per unit of score
    std::vector<double> error;    ///< statistical, sqrt(sum w^2) scaled alike
};

/// The curve of one model.
struct ModelCurve {
    std::string model;
    Auc auc;
    std::vector<OperatingPoint> roc;  ///< thinned to a few hundred points
    std::vector<OperatingPoint> working_points;
    Efficiency vbf_at_cut_based_ggf;
    double threshold_at_cut_based_ggf = std::numeric_limits<double>::quiet_NaN();
};

/// Published efficiencies, without errors.
struct LiteraturePoint {
    std::string selection;  ///< "cut-based", "score > 0.6"
    double threshold;       ///< NaN for the cut-based category
    double vbf, ggf;
};

/// Everything that report.json and report.html say.
struct Report {
    ReportInputs inputs;                ///< as given, without the comparisons' scores
    std::vector<std::string> warnings;  ///< sentences a reader must see before the numbers
    std::uint64_t n_vbf = 0, n_ggf = 0;
    ModelCurve curve;  ///< of the model itself: AUC, working points
    std::vector<ModelCurve> comparisons;
    ClassEfficiencies cut_based;
    std::vector<EventGroup> by_mass, by_n_jets, by_leptons, by_spin, by_regime;
    Calibration calibration;
    std::vector<double> score_edges;  ///< edges of the bins of the two densities
    ScoreDensity vbf_density, ggf_density;
    std::vector<LiteraturePoint> literature;  ///< empty unless asked for
};

/// The thresholds of the working points.
inline constexpr double report_thresholds[] = {0.6, 0.7, 0.8};

/// Measures everything. Throws Error for a score outside [0, 1], a label other than 0 and 1, a weight or mass that
/// is not finite, columns or comparisons of different lengths. No events, or one class only, make a report
/// whose undefined numbers are NaN and that says so in its warnings.
Report make_report(ScoredEvents const& events, ReportInputs const& inputs);

/// Efficiencies reported for a 1 TeV Higgs-like resonance; the network has two LSTM layers of 25 cells.
std::vector<LiteraturePoint> literature_points();
inline constexpr char const* literature_source =
    "A. Giannini, CLHCP 2021, H(1 TeV); selection of HDBS-2018-10, Eur. Phys. J. C 80 (2020) 1165";

}  // namespace jetseq
