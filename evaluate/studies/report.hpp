#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evaluate/metrics/classes.hpp"
#include "evaluate/metrics/groups.hpp"
#include "evaluate/studies/literature.hpp"
#include "evaluate/studies/models.hpp"
#include "evaluate/studies/samples.hpp"
#include "evaluate/studies/trust.hpp"

namespace jetseq::evaluate {

/// One epoch of the training. An unknown number is NaN.
struct TrainingEpoch {
    int epoch = 0;
    double train_loss = std::numeric_limits<double>::quiet_NaN();       ///< mean per event
    double validation_loss = std::numeric_limits<double>::quiet_NaN();  ///< mean per event
    double validation_auc = std::numeric_limits<double>::quiet_NaN();
    double learning_rate = std::numeric_limits<double>::quiet_NaN();
};

/// Texts of tables and plots; `vbf` and `ggf` name classes 1 and 0, whatever they are, and may use the
/// mark-up `^{}` and `_{}`.
struct ReportLabels {
    std::string title = "VBF classification by the jet sequence";
    std::string vbf = "VBF";
    std::string ggf = "ggF/DY";
    std::string experiment;  ///< shown in bold in each plot, such as "Private work"; may be empty
};

/// Everything in the report that the scores do not determine.
struct ReportInputs {
    std::string model;              ///< name of the frozen model
    std::vector<std::string> data;  ///< evaluated files
    std::string part;               ///< which events of them, such as "test part (30 %)"
    std::vector<TrainingEpoch> history;
    std::map<std::string, double> parity;    ///< largest abs(score - LibTorch's) of each backend
    std::optional<Leakage> leakage;          ///< absent: not checked
    std::optional<Leakage> leakage_by_jets;  ///< further events whose jets the training has seen under another id
    std::uint64_t repeated = 0;              ///< events that occur in the data more than once
    std::uint64_t copies = 0;                ///< events with the jets of another event and another id
    std::vector<std::pair<std::string, std::string>> provenance;  ///< keys and texts, in the order shown
    std::vector<ComparedScores> comparisons;
    std::map<SampleAndLabel, std::string> sample_names;  ///< for the score distributions
    std::string cut_based_name = "cut-based category";   ///< empty: there is none
    std::vector<ComparedCuts> other_cuts;
    Trust trust;
    std::vector<ClassResult> classes;  ///< of the first model, by label, if there are more than two
    bool literature = false;           ///< add the published efficiencies for H(1 TeV)
    ReportLabels labels;
    /// The names of the classes 0 and 1 of a model that does not tell apart ggF/DY and VBF.
    std::vector<std::string> class_names = {};
    std::vector<std::string> objects = {};  ///< kinds of objects that the model reads by names; none: it reads jets
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
    double background = 0.1;                  ///< MeasuredModels::background
    std::vector<Grouping> groupings;          ///< by number of jets first
    std::vector<SampleDensity> samples;       ///< if there are more than two
    std::vector<double> score_edges;          ///< edges of the bins of the densities
    std::vector<LiteraturePoint> literature;  ///< empty unless asked for

    ModelCurve const& first() const noexcept { return models.front(); }
};

/// Measures everything. Throws Error for a score outside [0, 1], a label other than 0 and 1, a weight or mass that is
/// not finite, or columns of different lengths. Without events, or with one class only, undefined numbers are NaN, and
/// the report warns of them.
Report make_report(ScoredEvents const& events, ReportInputs const& inputs);

}  // namespace jetseq::evaluate
