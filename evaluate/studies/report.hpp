#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evaluate/metrics/efficiency.hpp"
#include "evaluate/metrics/roc.hpp"
#include "evaluate/metrics/scored_events.hpp"
#include "evaluate/metrics/two_samples.hpp"

namespace jetseq {

/// One epoch of the training, for the training curves. Unknown numbers are NaN.
struct TrainingEpoch {
    int epoch = 0;
    double train_loss = std::numeric_limits<double>::quiet_NaN();       ///< mean per event
    double validation_loss = std::numeric_limits<double>::quiet_NaN();  ///< mean per event
    double validation_auc = std::numeric_limits<double>::quiet_NaN();
    double learning_rate = std::numeric_limits<double>::quiet_NaN();
};

/// Evaluated events that the training has seen; both 0 for an unbiased test.
struct Leakage {
    std::uint64_t training = 0;    ///< events of the training part
    std::uint64_t validation = 0;  ///< events of the validation part: they chose the best epoch
};

/// A number with its standard error; NaN if undefined.
struct Measured {
    double value = std::numeric_limits<double>::quiet_NaN();
    double error = std::numeric_limits<double>::quiet_NaN();
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

/// How well a model of several classes recognises one of them.
struct ClassResult {
    std::string name;
    std::uint64_t events = 0;         ///< unweighted
    Auc against_others;               ///< by its probability
    std::vector<Auc> against;         ///< each class k by p / (p + p_k); NaN for itself
    std::vector<Efficiency> called;   ///< fraction of its events for which class k has the largest probability
    std::vector<OperatingPoint> roc;  ///< vbf: this class, ggf: all others; thinned to a few hundred points
};

/// Score distribution of a class, of unit area over the bins.
struct ScoreDensity {
    std::vector<double> density;  ///< per unit of score
    std::vector<double> error;    ///< statistical, sqrt(sum w^2) scaled alike
};

/// The effect of a change of the jets on the first model.
struct Shift {
    std::string name;
    ClassEfficiencies at_threshold;  ///< score > the first of report_thresholds
    Measured vbf, ggf;               ///< change of the efficiencies, on the same events
    Measured auc_change;
    Auc auc;
};

/// The AUC that is lost without a variable or a jet.
struct Importance {
    std::string kind;  ///< "variable exchanged", "jet exchanged", "jet left out"
    std::string name;
    Measured loss;
};

/// Score distributions of the training events, compared with those of the test.
struct Overtraining {
    std::uint64_t n_vbf = 0, n_ggf = 0;  ///< training events
    Auc train_auc;
    Measured auc_excess;  ///< AUC in training minus that in the test
    ScoreDensity vbf, ggf;
    TwoSampleTest vbf_test, ggf_test;
};

/// One of several trainings, measured on the given events that are in its own test part.
struct TrainingOfMany {
    std::string name;
    Auc auc;
    ClassEfficiencies at_threshold;
};

/// The calibration error of the score after a calibration with the validation part.
struct Recalibration {
    std::string name;  ///< "as trained", "temperature 1.02", ...
    double expected_error = std::numeric_limits<double>::quiet_NaN();
    double cross_entropy = std::numeric_limits<double>::quiet_NaN();  ///< mean per unit weight
};

/// How the selection by the model changes the distribution of a variable of the background.
struct Sculpting {
    std::string variable;
    std::vector<double> edges;
    ScoreDensity all, selected;  ///< ggF/DY events; selected: score > the first of report_thresholds
    TwoSampleTest test;
};

/// A threshold chosen with the validation part.
struct ChosenPoint {
    std::string name, aim;  ///< "medium", "vbf:0.7"
    double threshold;
    ClassEfficiencies validation, test;
};

/// Studies of the first model beyond its scores of the test part. Empty parts are not shown.
struct Trust {
    std::vector<Shift> systematics, mistakes;
    std::vector<Importance> importances;
    std::optional<Overtraining> overtraining;
    std::vector<TrainingOfMany> trainings;
    std::vector<Recalibration> recalibrations;
    std::vector<Sculpting> sculpting;
    std::vector<ChosenPoint> points;
    std::vector<std::string> warnings;  ///< sentences on studies that were not possible
};

/// Names in tables and plots. `vbf` and `ggf` may use the mark-up of plot::Note.
struct ReportLabels {
    std::string title = "VBF classification by the jet sequence";
    std::string vbf = "VBF";
    std::string ggf = "ggF/DY";
    std::string experiment;  ///< shown in bold in each plot, such as "Private work"; may be empty
};

/// Another model's scores of the same events, compared with the first.
struct ComparedScores {
    std::string model;
    std::vector<float> score;             ///< one per event, in the order of ScoredEvents
    std::optional<Leakage> leakage = {};  ///< absent: not known, as for a column of scores
};

/// Another selection of VBF events by cuts, compared with the first.
struct ComparedCuts {
    std::string name;
    std::vector<std::uint8_t> passes;  ///< one per event
};

/// sampleId and label: events of one sample with both labels are two samples.
using SampleAndLabel = std::pair<std::int32_t, std::int8_t>;

/// Inputs of the report besides the scores.
struct ReportInputs {
    std::string model;              ///< name of the frozen model
    std::vector<std::string> data;  ///< evaluated files
    std::string part;               ///< which events of them, such as "test part (30 %)"
    std::vector<TrainingEpoch> history;
    std::map<std::string, double> parity;    ///< largest abs(score - LibTorch's) of each backend
    std::optional<Leakage> leakage;          ///< absent: not checked
    std::optional<Leakage> leakage_by_jets;  ///< further events, whose jets the training has seen under another id
    std::uint64_t repeated = 0;              ///< events that appear in the data more than once
    std::uint64_t copies = 0;                ///< events with the jets of another one under another id
    std::vector<std::pair<std::string, std::string>> provenance;  ///< key, text; shown in this order
    std::vector<ComparedScores> comparisons;
    std::map<SampleAndLabel, std::string> sample_names;  ///< for the score distributions
    std::string cut_based_name = "cut-based category";
    std::vector<ComparedCuts> other_cuts;
    Trust trust;
    std::vector<ClassResult> classes;  ///< of the first model, by label, if there are more than two
    bool literature = false;           ///< add the published efficiencies for H(1 TeV)
    ReportLabels labels;
};

/// The performance of a model on the events of a group.
struct ModelInGroup {
    Auc auc;
    ClassEfficiencies at_threshold;   ///< score > the first of report_thresholds
    ClassEfficiencies at_background;  ///< score > the threshold that gives Report::background over all groups
    Efficiency vbf_flat;              ///< VBF efficiency at a threshold that gives Report::background in this group
};

/// Events that share a property, such as their number of jets.
struct EventGroup {
    std::string name;                            ///< for people: "1", ">= 3", "1000 GeV"
    double key = 0;                              ///< for programs: the value of the property, its lower end for ">= 3"
    std::uint64_t n_vbf = 0, n_ggf = 0;          ///< events, unweighted
    Efficiency vbf_fraction, ggf_fraction;       ///< fraction of the class in this group, weighted
    std::vector<OperatingPoint> working_points;  ///< of the first model at report_thresholds
    ClassEfficiencies cut_based;
    std::vector<ModelInGroup> models;  ///< as Report::models
};

/// All events, sorted into groups by a property.
struct Grouping {
    std::string key;    ///< for programs: "n_jets"
    std::string title;  ///< for people: "Jets in the sequence"
    std::vector<EventGroup> groups;
};

/// Events with a score in [low, high), and the fraction of VBF among them.
struct CalibrationBin {
    double low, high;
    std::uint64_t n = 0;                                           ///< events, unweighted
    double mean_score = std::numeric_limits<double>::quiet_NaN();  ///< weighted
    Efficiency vbf_fraction;                                       ///< observed
};

struct Calibration {
    std::vector<CalibrationBin> bins;
    /// Expected calibration error: mean of abs(observed VBF fraction - mean score) over the bins, weighted
    /// (Naeini, Cooper, Hauskrecht, AAAI 2015); NaN without events.
    double expected_error = std::numeric_limits<double>::quiet_NaN();
};

/// The performance of a model.
struct ModelCurve {
    std::string model;
    Auc auc;
    Auc auc_above_first;              ///< its AUC minus that of the first model, on the same events
    std::vector<OperatingPoint> roc;  ///< thinned to a few hundred points
    std::vector<OperatingPoint> working_points;
    Efficiency vbf_at_cut_based_ggf;
    double threshold_at_cut_based_ggf = std::numeric_limits<double>::quiet_NaN();
    Efficiency ggf_at_cut_based_vbf;  ///< ggF/DY efficiency at the VBF efficiency of the cut-based category
    Measured gain;  ///< VBF efficiency over that of the cuts at their ggF/DY efficiency; same events, by bootstrap
    double threshold_at_background = std::numeric_limits<double>::quiet_NaN();  ///< for Report::background
    Calibration calibration;
    ScoreDensity vbf_density, ggf_density;
};

/// The performance of a selection by cuts, and of the first model at its ggF/DY efficiency.
struct CutsResult {
    std::string name;
    ClassEfficiencies efficiencies;
    Efficiency vbf_of_model;
};

/// Score distribution of one sample by the first model.
struct SampleDensity {
    std::string name;
    std::int8_t label;
    std::uint64_t n;
    ScoreDensity density;
};

/// Published efficiencies, without errors.
struct LiteraturePoint {
    std::string selection;  ///< "cut-based", "score > 0.6"
    double threshold;       ///< NaN for the cut-based category
    double vbf, ggf;
};

/// The contents of report.json and report.html.
struct Report {
    ReportInputs inputs;                ///< as given, without columns of events
    std::vector<std::string> warnings;  ///< sentences a reader must see before the numbers
    std::uint64_t n_vbf = 0, n_ggf = 0;
    double n_eff_vbf = 0, n_eff_ggf = 0;  ///< effective events: (sum w)^2 / sum w^2
    std::vector<ModelCurve> models;       ///< the evaluated model first; never empty
    ClassEfficiencies cut_based;
    std::vector<CutsResult> other_cuts;
    double background = 0.1;  ///< ggF/DY efficiency at which models are compared: that of the cuts if they keep any
    std::vector<Grouping> groupings;          ///< by number of jets first
    std::vector<SampleDensity> samples;       ///< if there are more than two
    std::vector<double> score_edges;          ///< edges of the bins of the densities
    std::vector<LiteraturePoint> literature;  ///< empty unless asked for

    ModelCurve const& first() const noexcept { return models.front(); }
};

/// The thresholds of the working points.
inline constexpr double report_thresholds[] = {0.6, 0.7, 0.8};

/// Makes the report. Throws Error for a score outside [0, 1], a label other than 0 and 1, a weight or mass that
/// is not finite, columns or comparisons of different lengths. Without events, or
/// with one class only, undefined numbers are NaN, and warnings say so.
Report make_report(ScoredEvents const& events, ReportInputs const& inputs);

/// Efficiencies reported for a 1 TeV Higgs-like resonance; the network has two LSTM layers of 25 cells.
std::vector<LiteraturePoint> literature_points();
inline constexpr char const* literature_source =
    "A. Giannini, CLHCP 2021, H(1 TeV); selection of HDBS-2018-10, Eur. Phys. J. C 80 (2020) 1165";

}  // namespace jetseq
