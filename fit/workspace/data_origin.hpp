#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fit/likelihood/likelihood.hpp"

/// Observed data, and made data, which are never called just "data".
namespace jetseq::fit {

enum class DataKind {
    observed,
    asimov,  ///< the expectation (CCGV, EPJC 71 (2011) 1554)
    pseudo   ///< one random experiment
};

struct DataOrigin {
    DataKind kind = DataKind::observed;
    /// The true values of made data, the parameter of interest first.
    std::vector<std::pair<std::string, double>> strengths = {};
    std::uint64_t seed = 0;  ///< of pseudo-data
};

/// "data", "Asimov data (mu = 1)", "pseudo-data (seed 5, mu = 3)".
std::string label_of(DataOrigin const& origin);
/// The same without the parentheses.
std::string short_label_of(DataOrigin const& origin);
/// "observed", "asimov", "pseudo".
std::string const& name_of(DataKind kind);

struct MadeData {
    Data data;
    DataOrigin origin;
};

/// Asimov data, or one random experiment, for the true values `strengths`. Those not named: 1 for the parameter of
/// interest, unless it is fixed, and the starting values of all others. Auxiliary measurements are the expected ones,
/// so that the workspace describes everything. Throws Error: a strength of no parameter, a bin with an expectation
/// below 0.
MadeData made_data(Likelihood const& likelihood, DataKind kind, std::map<std::string, double> const& strengths,
                   std::uint64_t seed);

}  // namespace jetseq::fit
