#pragma once
#include <map>
#include <string>
#include <vector>

#include "event/absent.hpp"

namespace jetseq {

/// Says on standard error, once for all files that are alike, what files do not have and what is taken in its place.
class AbsentNote {
public:
    /// For sequences of jets: only of what a training, a score or a report looks at.
    void add_of_sequences(std::string const& file, Absent const& absent);
    /// For selections: of all.
    void add(std::string const& file, Absent const& absent);
    void print() const;

private:
    std::map<std::string, std::vector<std::string>> files_;  ///< by text
};

}  // namespace jetseq
