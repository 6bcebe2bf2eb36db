#pragma once
#include <map>
#include <string>
#include <vector>

#include "event/absent.hpp"

namespace jetseq::workflow {

/// Notes on columns that files lack and their defaults, one for all files that lack the same.
class AbsentNote {
public:
    /// For sequences of jets: only columns that a training, a score or a report uses.
    void add_of_sequences(std::string const& file, Absent const& absent);
    /// For selections: all columns.
    void add(std::string const& file, Absent const& absent);
    std::vector<std::string> texts() const;

private:
    std::map<std::string, std::vector<std::string>> files_;  ///< by text
};

}  // namespace jetseq::workflow
