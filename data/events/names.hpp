#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace jetseq::data {

/// Where a foreign file keeps what jetseq needs: jetseq's name -> the file's name, if they differ.
/// Datasets: "events", "jets"; columns: "events.eventNumber", "events.signalType", "jets.pt", ...
/// An optional column mapped to "" is treated as absent (docs/reference/formats.md lists them).
/// "events.eventNumber" mapped to "row" is the number of the row if the file has no column of this name.
struct Names {
    static constexpr char key[] = "data.names";  ///< of configurations, for errors

    std::map<std::string, std::string> renamed;
    std::map<std::string, std::vector<std::string>> columns;  ///< names of the columns of plain datasets
    std::map<std::int32_t, std::int32_t> classes;  ///< value of signalType in the file -> label; empty: the same
    /// The inputs of a network for each jet: any of pt, eta, phi, e and of the other columns of the dataset of jets.
    /// Empty: the four-vector.
    std::vector<std::string> features;
    std::vector<std::string> variables;  ///< columns to read of the dataset `variables`, if there is one
    bool mev = false;  ///< pt, e, met and pt_miss of the file are in MeV; `mass` is in GeV in any case

    /// The file's unit of energies [GeV].
    float unit() const noexcept { return mev ? 1e-3F : 1; }
    /// The file's name for `name`; without a mapping, the part of `name` after the dot.
    std::string of(std::string const& name) const;
    /// True if `name` is mapped.
    bool are_given_for(std::string const& name) const;
    /// The names of the columns of a plain dataset, or none.
    std::vector<std::string> columns_of(std::string const& dataset) const;
};

/// All names that Names may rename.
std::string names_that_can_be_renamed();

}  // namespace jetseq::data
