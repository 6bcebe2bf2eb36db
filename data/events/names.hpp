#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "event/meaning.hpp"

namespace jetseq::data {

/// The features that a network reads of each object of one kind, in its order.
struct ObjectChoice {
    std::string name;                    ///< of the list, such as jetseq's "jets"
    std::vector<std::string> features;   ///< columns of the dataset
    std::string sort = {};               ///< a column, "-pt" for falling values; empty: the order of the file
    std::size_t most = 0;                ///< the first objects, so many; 0: all
    std::string from = {};               ///< dataset of the objects, if it is not called `name`
    std::string where = {};              ///< expression that is true for the objects that are read; empty: all
    std::vector<Meaning> meanings = {};  ///< of columns, which are then checked

    std::string const& dataset() const noexcept { return from.empty() ? name : from; }
    friend bool operator==(ObjectChoice const& a, ObjectChoice const& b) {
        return a.name == b.name && a.features == b.features && a.sort == b.sort && a.most == b.most &&
               a.from == b.from && a.where == b.where && a.meanings == b.meanings;
    }
};

/// The objects and variables that a network reads of each event by their names, in its order. Empty: it reads the
/// four-vectors of the jets.
struct EventChoice {
    std::vector<ObjectChoice> objects;
    std::vector<std::string> variables;  ///< columns of the table of events, or of `variables`
    std::vector<Meaning> meanings = {};  ///< of variables, which are then checked
    /// The number that the network is to find, a column or an expression as the variables are; empty: a class.
    std::string target = {};

    bool empty() const noexcept { return objects.empty() && variables.empty(); }
};

/// Where a foreign file keeps what jetseq needs: jetseq's name -> the file's name, if they differ.
/// Datasets: "events", "jets"; columns: "events.eventNumber", "events.signalType", "jets.pt", ...
/// An optional column mapped to "" is treated as absent (docs/reference/formats.md lists them).
/// "events.eventNumber" mapped to "row" is the number of the row if the file has no column of this name.
struct Names {
    static constexpr char key[] = "data.names";  ///< of configurations, for errors

    std::map<std::string, std::string> renamed;
    std::map<std::string, std::vector<std::string>> columns;  ///< names of the columns of plain datasets
    std::map<std::int32_t, std::int32_t> classes;  ///< value of signalType in the file -> label; empty: the same
    EventChoice inputs;                            ///< what a network reads by names
    std::vector<std::string> variables;            ///< columns to read of the dataset `variables`, if there is one
    bool mev = false;                  ///< pt, e, met and pt_miss of the file are in MeV; `mass` is in GeV in any case
    bool drops_other_classes = false;  ///< events with a signalType that is not in `classes` are of unknown production
    bool drops_unknown_targets = false;  ///< events whose target is not finite are of unknown production

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
