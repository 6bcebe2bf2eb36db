#include "workflow/evaluate/mass_study.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text/number_text.hpp"
#include "data/scores/selected_file.hpp"
#include "data/sequences/identity.hpp"
#include "evaluate/scores/bins.hpp"
#include "workflow/evaluate/scored_part.hpp"

namespace jetseq::workflow {
namespace {

/// Throws Error unless the mass of row `n` of `path` is 0 or more.
void require_mass(std::string const& path, data::SelectedEvents const& rows, std::size_t n) {
    if (rows.m_vv[n] >= 0 && std::isfinite(rows.m_vv[n])) return;
    throw Error{path + ": /events, row " + std::to_string(n) + ", " + data::text_of(rows.ids[n]) + ": m_VV is " +
                significant(static_cast<double>(rows.m_vv[n]), 6) +
                " (a mass in GeV expected, 0 without one). Make the file again"};
}

/// Throws Error unless the file has masses of background events.
void require_background(std::string const& path, ScoredPart const& part, std::size_t without_mass,
                        StudiedEvents const& events) {
    std::string const others = without_mass == 0 ? "" : "; m_VV of " + std::to_string(without_mass) + " is 0";
    if (part.score.empty()) {
        throw Error{path + " holds no mass of the events evaluated (other events" + others +
                    "). Select the same files"};
    }
    if (std::count(part.label.begin(), part.label.end(), 1) < static_cast<std::ptrdiff_t>(part.label.size())) return;
    throw Error{path + " holds no mass of a " + events.ggf + " event among the events evaluated (all " +
                std::to_string(part.label.size()) + " with a mass are " + events.vbf + others +
                "; only the sculpting of the background is shown). Select files of both, or leave the masses out"};
}

}  // namespace

evaluate::Sculpting study_masses(std::string const& path, StudiedEvents const& events,
                                 std::vector<std::string>& warnings) {
    auto const rows = data::read_selected(path);
    if (rows.size() > 0 && rows.m_vv.empty()) {
        throw Error{path + " has no column m_VV (the events that it was selected from lack what masses need). Select " +
                    "events with all columns, or leave the masses out"};
    }
    data::EventRows const by_event{rows.ids, path};
    ScoredPart part;
    std::vector<float> mass;
    std::size_t without_mass = 0, elsewhere = 0;
    for (std::size_t n = 0; n < events.scored.size(); ++n) {
        auto const row = by_event.row_of(id_of(events.evaluated.events[n]));
        if (!row) {
            ++elsewhere;
            continue;
        }
        if (contradict(rows.production[*row], events.evaluated.events[n].production)) {
            throw Error{path + " has another class for " + data::text_of(id_of(events.evaluated.events[n])) +
                        " than the data (other events with the same numbers, or labels that data.labels changes here). "
                        "Select from the same files, and label them alike"};
        }
        require_mass(path, rows, *row);
        if (rows.m_vv[*row] == 0) {
            ++without_mass;
            continue;
        }
        mass.push_back(rows.m_vv[*row]), part.score.push_back(events.scored.score[n]);
        part.label.push_back(events.scored.label[n]), part.weight.push_back(events.scored.weight[n]);
    }
    require_background(path, part, without_mass, events);
    if (without_mass > 0) {
        warnings.push_back("Sculpting of m_VV leaves out " + std::to_string(without_mass) + " of " +
                           std::to_string(events.scored.size() - elsewhere) + " events, whose m_VV is 0 in " + path +
                           ".");
    }
    auto sorted = mass;
    std::sort(sorted.begin(), sorted.end());
    double const low = sorted[sorted.size() / 100], high = sorted[sorted.size() - 1 - sorted.size() / 100];
    auto const edges = evaluate::equal_bins(low, high > low ? high : low + 1, 25);
    return evaluate::sculpting("m_{VV} [GeV]", edges, mass, part, evaluate::report_thresholds[0]);
}

}  // namespace jetseq::workflow
