#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/io/output_file.hpp"
#include "data/sequences/sequences.hpp"
#include "select/cutflow/cutflow.hpp"
#include "workflow/listener.hpp"

namespace jetseq::workflow {

/// An analysis with its inputs and the folder of its results.
struct SelectionRun {
    Selection selection;
    std::optional<Classifier> classifier;
    std::optional<BosonTagger> tagger;
    CutflowOptions cutflow;
    std::vector<std::string> files;  ///< of events
    std::string out;                 ///< folder
    data::Attributes attributes;     ///< of the file of selected events
    bool keep_sequences = false;     ///< of the selected events
    data::EventChoice inputs = {};   ///< what the sequences hold besides jets
    std::size_t part_rows = 65536;   ///< an interruption costs at most this many events per thread
    std::size_t threads = 0;         ///< 0: one per core
};

struct SelectionResult {
    std::size_t events = 0, selected = 0;
    std::string file;                    ///< path of the selected events until the outputs are committed
    std::size_t in_several_regions = 0;  ///< selected events that also pass another region
    std::size_t repeated = 0;            ///< selected events with the sampleId and eventNumber of an earlier one
    Cutflow cutflow;
    data::Sequences sequences;       ///< empty unless asked for
    std::vector<std::string> notes;  ///< on absent columns, and on what may empty regions, such as lost leptons
};

/// Throws Error for what run_selection() refuses before it reads events: a score, a tagger or columns that are missing.
void check_selection(SelectionRun const& run);

/// Runs the selection over all events of the files, part by part, and adds `out`/selected.h5 to `outputs`. The parts
/// are kept in `out`/parts until remove_parts_of(): after an interruption, the same call makes the missing ones. The
/// results are the same for any number of threads. Throws Error, also after a request to stop.
SelectionResult run_selection(SelectionRun const& run, OutputFiles& outputs, Listener& listener);

/// Removes the parts; called when the outputs have been committed.
void remove_parts_of(SelectionRun const& run);

/// Adds the cross-section and the sum of weights of the events' file to the attributes: they turn the weights of the
/// selected events into yields. Of several files there would be several, so none is added.
void pass_on_normalisation(SelectionRun& run);

}  // namespace jetseq::workflow
