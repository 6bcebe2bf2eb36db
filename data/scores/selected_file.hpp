#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/io/output_file.hpp"
#include "data/events/event_file.hpp"

namespace jetseq::data {

/// A selected event: one row of /events of a file of selected events.
struct SelectedRow {
    EventInfo info;
    Regime regime = Regime::none;  ///< of the region's V -> qq candidate
    std::int32_t region = -1;      ///< index in the list of regions
    Production category = Production::unknown;
    float m_vv = 0;           ///< reconstructed mass of the resonance [GeV]
    float m_v = 0, pt_v = 0;  ///< of the V -> qq candidate [GeV]
    float pt_over_m = 0;      ///< min(pt1, pt2) / m_vv
    std::int32_t n_jets = 0;  ///< besides the candidate
    float tag_m_jj = 0;       ///< tag jets [GeV]; 0: none
    float tag_delta_eta = 0;
    float score = 0;  ///< the classifier's P(VBF); written if there is one
};

/// The classifier of a file of selected events.
struct ScoredBy {
    std::string name;         ///< "": none
    std::size_t classes = 2;  ///< of two, P(ggF/DY) = 1 - P(VBF) is written too
};

/// Writes a file of selected events in pieces (docs/reference/formats.md, `jetseq_selected`). The caller commits the
/// output.
class SelectedFile {
public:
    /// `regions`: names. Columns in `absent`, such as "events.met" or "events.m_VV", are left out. Throws Error.
    SelectedFile(OutputFile const& output, std::size_t rows, ScoredBy const& model,
                 std::vector<std::string> const& regions, Attributes attributes, Absent const& absent = {});

    /// Writes the next rows.
    void add(std::vector<SelectedRow> const& rows);
    void close();  ///< to be called after all rows

private:
    h5::NewFile file_;
    std::vector<h5::Field> fields_;
    std::size_t filled_ = 0;
};

/// The columns that read_selected() takes from a file of selected events.
struct SelectedEvents {
    std::vector<EventId> ids;
    std::vector<Production> production;  ///< unknown if the file has no such column
    std::vector<float> m_vv;             ///< [GeV], as in the file; empty if it has no such column

    std::size_t size() const noexcept { return ids.size(); }
};

/// Reads all rows of a file of selected events. Throws Error for any other file, and for unusable numbers of an event.
SelectedEvents read_selected(std::string const& path);

}  // namespace jetseq::data
