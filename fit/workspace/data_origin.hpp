#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fit/likelihood/likelihood.hpp"

/// Data that were observed, and data that were made: what is made is never called data.
namespace jetseq::fit {

enum class DataKind {
    observed,
    asimov,  ///< what is expected (CCGV, EPJC 71 (2011) 1554)
    pseudo   ///< one random experiment
};

struct DataOrigin {
    DataKind kind = DataKind::observed;
    /// Of made data: what is true in them, the parameter of interest first.
    std::vector<std::pair<std::string, double>> strengths = {};
    std::uint64_t seed = 0;  ///< of pseudo-data
};

/// "data", "Asimov data (mu = 1)", "pseudo-data (seed 5, mu = 3)".
std::string label_of(DataOrigin const& origin);
/// The same without what stands in brackets.
std::string short_label_of(DataOrigin const& origin);
/// "observed", "asimov", "pseudo".
std::string const& name_of(DataKind kind);

struct MadeData {
    Data data;
    DataOrigin origin;
};

/// Asimov data, or one random experiment. True in them are `strengths`, for what these don't name the parameter of
/// interest 1, unless it is fixed, and all others at their starting values. Auxiliary measurements give what is
/// expected, so that the workspace says all. Throws Error: a strength of no parameter, a bin that would expect
/// less than nothing.
MadeData made_data(Likelihood const& likelihood, DataKind kind, std::map<std::string, double> const& strengths,
                   std::uint64_t seed);

}  // namespace jetseq::fit
