#pragma once
#include <map>
#include <string>
#include <vector>

#include "event/absent.hpp"

namespace jetseq {

/// What files do not have and what is taken in its place, once for all files that are alike.
class AbsentNote {
public:
    /// For sequences of jets: only of what a training, a score or a report looks at.
    void add_of_sequences(std::string const& file, Absent const& absent);
    /// For selections: of all.
    void add(std::string const& file, Absent const& absent);
    std::vector<std::string> texts() const;

private:
    std::map<std::string, std::vector<std::string>> files_;  ///< by text
};

}  // namespace jetseq
