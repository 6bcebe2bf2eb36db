#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace jetseq {

/// Where a foreign file keeps what jetseq needs: our name -> the file's name, for what differs.
/// Datasets: "events", "jets"; columns as "events.eventNumber", "events.signalType", "jets.pt", ...
/// An optional column mapped to "" is taken as absent (see docs/reference/formats.md for which may be).
/// "events.eventNumber" mapped to "row" is the number of the row where the file has no column of this name.
struct Names {
    static constexpr char key[] = "data.names";  ///< of configurations, for errors

    std::map<std::string, std::string> renamed;
    std::map<std::string, std::vector<std::string>> columns;  ///< of datasets of plain numbers: what their columns are
    std::map<std::int32_t, std::int32_t> classes;  ///< value of signalType in the file -> our label; none: as it is
    std::vector<std::string> variables;  ///< columns of the dataset `variables` to read, where the file has it
    bool mev = false;  ///< pt, e, met and pt_miss of the file are in MeV; `mass` is in GeV all the same

    /// The file's name for our `name`, which is the part after the dot where nothing else is said.
    std::string of(std::string const& name) const;
    /// True where `name` is mapped to something.
    bool are_given_for(std::string const& name) const;
    /// The columns of a dataset of plain numbers, or none.
    std::vector<std::string> columns_of(std::string const& dataset) const;
};

/// All names that Names may rename.
std::string names_that_can_be_renamed();

}  // namespace jetseq
