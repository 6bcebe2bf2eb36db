#pragma once
#include <string>
#include <vector>

#include "core/io/output_file.hpp"
#include "core/text/strings.hpp"
#include "evaluate/metrics/efficiency.hpp"
#include "select/tagger/tagger_tuning.hpp"
#include "workflow/config/config.hpp"

namespace jetseq::workflow {

/// The tuning of a boson tagger, as its configuration says.
struct TaggerJob {
    std::string name;
    TuningOptions options;
    int jets_per_event = 1;                  ///< leading large-R jets of each event
    Strings signal_w, signal_z, background;  ///< files of events
    std::string configuration;               ///< effective, as YAML
};

/// Throws Error.
TaggerJob read_tagger_job(Config& config);

/// The cuts of one boson, and the jets of both parts.
struct TunedBoson {
    std::string name;  ///< "W", "Z"
    Boson boson;
    std::vector<TuningJet> jets;
    Tuning tuning;
};

/// A tagger with the record of its training, and what it was made of.
struct TunedTagger {
    BosonTagger tagger;
    std::vector<TunedBoson> bosons;
    std::vector<double> pt_edges;  ///< [GeV], of the measurements
};

/// Reads the files of `job`, and tunes W and Z, each with its own signal. Throws Error.
TunedTagger tune_tagger(TaggerJob const& job);

/// Efficiencies of all pt on the test part.
struct TestedBoson {
    std::string name;
    evaluate::Efficiency signal, background;
};

/// Adds boson_tagger.json, efficiencies and ROC curves in `folder` to `files`. Throws Error if the tagger could not be
/// read back.
std::vector<TestedBoson> add_tagger_files(OutputFiles& files, std::string const& folder, TunedTagger const& tuned);

}  // namespace jetseq::workflow
