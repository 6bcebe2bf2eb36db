#include "fit/workspace/workspace_notes.hpp"

#include <set>

#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"

namespace jetseq::fit {
namespace {

std::string name_of_bin(Channel const& channel, std::size_t bin) {
    return "channel '" + channel.name + "', bin " + std::to_string(bin);
}

/// Counts findings of one kind and keeps the first.
class Findings {
public:
    void add(std::string const& finding) {
        if (count_++ == 0) first_ = finding;
    }
    std::size_t count() const { return count_; }
    std::string text() const { return first_ + (count_ > 1 ? " (the first of " + std::to_string(count_) + ")" : ""); }

private:
    std::string first_;
    std::size_t count_ = 0;
};

void note_negative(Notes& notes, Workspace const& workspace) {
    Findings found;
    for (auto const& channel : workspace.channels) {
        for (auto const& sample : channel.samples) {
            auto const look = [&](std::vector<double> const& yields, std::string const& what) {
                for (std::size_t bin = 0; bin < yields.size(); ++bin) {
                    if (yields[bin] >= 0) continue;
                    found.add("sample '" + sample.name + "', " + name_of_bin(channel, bin) + what + " is " +
                              significant(yields[bin]));
                }
            };
            look(sample.yields, "");
            for (auto const& m : sample.modifiers) {
                if (m.type != ModifierType::histosys) continue;
                look(m.low, ", lo_data of '" + m.name + "'"), look(m.high, ", hi_data of '" + m.name + "'");
            }
        }
    }
    if (found.count() > 0) {
        add_note(notes,
                 "Yields below 0 are kept, since it is the sum of a bin that must be positive: " + found.text() + ".");
    }
}

void note_empty(Notes& notes, Workspace const& workspace) {
    for (auto const& channel : workspace.channels) {
        std::vector<std::string> bins;
        for (std::size_t bin = 0; bin < channel.observed.size(); ++bin) {
            if (is_empty(channel, bin)) bins.push_back(std::to_string(bin));
        }
        if (bins.empty()) continue;
        bool const is_all = bins.size() == channel.observed.size();
        add_note(notes, "Left out, since nothing is expected there and nothing was seen: " +
                            (is_all ? "channel '" + channel.name + "'."
                                    : "channel '" + channel.name + "', bin" + (bins.size() > 1 ? "s " : " ") +
                                          joined(bins) + "."));
    }
}

/// Notes uncertainties of yields that are not above 0, which have no relative size.
void note_unused_uncertainties(Notes& notes, Workspace const& workspace) {
    Findings found;
    std::set<std::string> seen;
    for (auto const& channel : workspace.channels) {
        for (auto const& sample : channel.samples) {
            for (auto const& m : sample.modifiers) {
                bool const is_stat = m.type == ModifierType::staterror;
                if (is_stat ? !seen.insert(channel.name + "/" + m.name).second : m.type != ModifierType::shapesys) {
                    continue;
                }
                for (std::size_t bin = 0; bin < sample.yields.size(); ++bin) {
                    auto const [yield, error] =
                        is_stat ? stat_error(channel, m.name, bin) : StatisticalError{sample.yields[bin], m.low[bin]};
                    if (error > 0 && !(yield > 0)) {
                        found.add("'" + m.name + "', " + name_of_bin(channel, bin) + ", " + significant(error) + " of " +
                                  significant(yield));
                    }
                }
            }
        }
    }
    if (found.count() > 0) {
        add_note(notes, "Uncertainties of yields that are not above 0 are not used, as in pyhf: " + found.text() + ".");
    }
}

void note_shared_staterrors(Notes& notes, Workspace const& workspace) {
    std::set<std::string> seen;
    for (auto const& channel : workspace.channels) {
        for (auto const& sample : channel.samples) {
            for (auto const& m : sample.modifiers) {
                if (m.type != ModifierType::staterror || !seen.insert(m.name).second) continue;
                auto const channels = channels_with_staterror(workspace, m.name);
                if (channels.size() < 2) continue;
                std::vector<std::string> names;
                for (auto const* each : channels) names.push_back("'" + each->name + "'");
                add_note(notes, "The staterror '" + m.name + "' of channels " + joined(names) +
                                    " is a parameter for each bin of each of them.");
            }
        }
    }
}

}  // namespace

Notes notes_on(Workspace const& workspace) {
    Notes notes;
    note_negative(notes, workspace);
    note_empty(notes, workspace);
    note_unused_uncertainties(notes, workspace);
    note_shared_staterrors(notes, workspace);
    return notes;
}

}  // namespace jetseq::fit
