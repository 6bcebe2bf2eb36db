#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "event/event_id.hpp"

namespace jetseq::fit {

/// The half that an event belongs to: one chooses the thresholds, the other measures what they are worth. Decided by a
/// hash of the event, independently of the split of the training.
enum class Half : std::uint8_t { to_choose, to_measure };
Half half_of(std::int32_t sample_id, std::uint64_t event_number) noexcept;

/// Simulated events of one process, as columns: entry n belongs to event n.
struct ScoredSample {
    std::string process;
    std::string strength;               ///< parameter that multiplies its yield; "": none
    double yield = 0;                   ///< expected events, all categories together
    double down = 1, up = 1;            ///< factors of the yield at -1 and +1 standard deviations of its normalisation
    std::vector<double> score, weight;  ///< P(VBF); relative weight
    std::vector<double> observable;     ///< such as m_VV [GeV]; empty: not binned
    std::vector<std::uint8_t> passes_cuts;  ///< 1 in the cut-based VBF category; empty: not known
    std::vector<Half> half;
    double weight_in_files = 0;  ///< sum of weights of all events with the label, in all parts of the split
    std::vector<EventId> ids;    ///< of the same events

    struct File {
        std::string path;
        std::size_t first;         ///< index in `ids` of its first event
        double weight = 0;         ///< sum of the weights of its events with the label
        std::string model_sha256;  ///< of the model of its scores; "": not known
    };
    std::vector<File> files;  ///< in the order read

    std::size_t size() const noexcept { return score.size(); }
};

/// The names of the columns of /events.
struct Columns {
    std::string score;  ///< "": the only one that ends in _pVBF
    std::string weight = "mcEventWeight";
    std::string observable;                                      ///< "": none
    std::string m_jj = "tag_m_jj", delta_eta = "tag_delta_eta";  ///< of the tag jets; used if the file has both
    bool only_test_part = false;  ///< leave out events that a training may have seen (data/sequences/split.hpp)
    int label = -2;               ///< only events with this signalType; -2: all
};

/// Adds the events of a file with a table /events: written by a scoring or a selection, or any other with eventNumber,
/// sampleId and the named columns. `scale`: a factor for its weights. Throws Error: a missing column, a score outside
/// [0, 1], NaN.
void add_events(ScoredSample& sample, std::string const& path, Columns const& columns, double scale = 1);

/// Throws Error if an event appears twice: it would count twice.
void require_each_once(ScoredSample const& sample);

}  // namespace jetseq::fit
