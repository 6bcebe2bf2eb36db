#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "event/event_id.hpp"

namespace jetseq::fit {

/// The half of the events that an event belongs to: thresholds are chosen on one and worth what they give on the other.
/// A hash of the event decides, independent of the split of the training.
enum class Half : std::uint8_t { to_choose, to_measure };
Half half_of(std::int32_t sample_id, std::uint64_t event_number) noexcept;

/// Simulated events of one process, with what categories are made of. Column n belongs to event n.
struct ScoredSample {
    std::string process;
    std::string strength;               ///< parameter that multiplies its yield; "": none
    double yield = 0;                   ///< expected events, all categories together
    double down = 1, up = 1;            ///< factors of the yield at -1 and +1 standard deviations of its normalisation
    std::vector<double> score, weight;  ///< P(VBF); relative weight
    std::vector<double> observable;     ///< such as m_VV [GeV]; empty: not binned
    std::vector<std::uint8_t> passes_cuts;  ///< 1 in the cut-based VBF category; empty: not known
    std::vector<Half> half;
    double weight_in_files = 0;  ///< sum of weights of all events with the label, whatever their part of the split
    std::vector<EventId> ids;    ///< of the same events

    struct File {
        std::string path;
        std::size_t first;         ///< of `ids` that it gave
        double weight = 0;         ///< sum of the weights that it holds, of events with the label
        std::string model_sha256;  ///< of the model that made its scores; "": not known
    };
    std::vector<File> files;  ///< what was read

    std::size_t size() const noexcept { return score.size(); }
};

/// Which columns of /events hold what.
struct Columns {
    std::string score;  ///< "": the only one that ends in _pVBF
    std::string weight = "mcEventWeight";
    std::string observable;                                      ///< "": none
    std::string m_jj = "tag_m_jj", delta_eta = "tag_delta_eta";  ///< of the tag jets; used where the file has both
    bool only_test_part = false;  ///< leave out events that a training may have seen (data/sequences/split.hpp)
    int label = -2;               ///< only events with this signalType; -2: all
};

/// Adds the events of a file with one table /events: what `jetseq score` or `jetseq select --out` writes, or any other
/// with eventNumber, sampleId and the named columns. `scale`: what its weights are multiplied by. Throws Error: a
/// column missing, a score outside [0, 1], NaN.
void add_events(ScoredSample& sample, std::string const& path, Columns const& columns, double scale = 1);

/// Throws Error where an event stands twice: it would count twice.
void require_each_once(ScoredSample const& sample);

}  // namespace jetseq::fit
