#pragma once
#include <string>

#include "core/io/output_file.hpp"
#include "core/text/strings.hpp"
#include "evaluate/studies/report.hpp"
#include "infer/classifier.hpp"
#include "report/page/write_report.hpp"
#include "workflow/listener.hpp"

namespace jetseq::workflow {

/// A model to evaluate, the events, and everything to compare. A study whose text or list is empty is left out.
struct EvaluationOptions {
    std::string model;          ///< a frozen file, or a run directory
    Strings events;             ///< files of events or sequences, or globs
    std::string configuration;  ///< file with the keys `data.*` of foreign files
    bool all_events = false;    ///< else those of the model's test part only

    Strings models;         ///< others on the same events, as scores_of_other() reads them
    Strings cuts;           ///< other selections, as cuts_on() reads them
    Strings usual_cuts;     ///< the same without `cuts`, of a model that tells apart VBF and ggF/DY only
    Strings parity;         ///< scores of the same model by other engines, as parity_with() reads them
    std::string trainings;  ///< folder of several trainings, to show their standard deviation
    std::string masses;     ///< file of selected events, to show how m_VV is sculpted

    std::string calibration;  ///< "temperature", "logistic" or "isotonic": made before anything is measured
    Strings points;           ///< working points to choose, as chosen_points() reads them
    std::string frozen;       ///< file to write: the model with this calibration and these points

    bool literature = false;                        ///< show the published efficiencies, too
    evaluate::ReportLabels labels{"", "", "", ""};  ///< empty texts: those of the classes
    std::string out;                                ///< folder of the report
    report::PlotFormats plots;
};

/// A measured model.
struct Evaluation {
    Classifier classifier;  ///< with EvaluationOptions::calibration
    evaluate::Report report;
};

/// Measures a model. Throws Error; before the events are read if an output would replace a file of another kind.
Evaluation run_evaluation(EvaluationOptions const& options, Listener& listener);

/// Adds the report and the frozen model to `files`, which the caller commits. Throws Error.
report::WrittenReport add_evaluation(OutputFiles& files, EvaluationOptions const& options,
                                     Evaluation const& evaluation);

}  // namespace jetseq::workflow
