#pragma once
#include <map>
#include <string>
#include <vector>

namespace jetseq {

/// Where a foreign file keeps what jetseq needs: our name -> the file's name, for what differs.
/// Datasets: "events", "jets"; columns as "events.eventNumber", "events.signalType", "jets.pt", ...
/// An optional column mapped to "" is taken as absent (see docs/formats.md for which may be).
struct Names {
    std::map<std::string, std::string> renamed;
    std::vector<std::string> variables;  ///< columns of the dataset `variables` to read, where the file has it
    bool mev = false;  ///< pt, e, met and pt_miss of the file are in MeV; `mass` is in GeV all the same

    /// The file's name for our `name`, which is the part after the dot where nothing else is said.
    std::string of(std::string const& name) const;
};

/// All names that Names may rename.
std::string names_that_can_be_renamed();

}  // namespace jetseq
