#pragma once
#include <vector>

namespace jetseq::fit {

/// What was observed, or might be: events in each bin, and the auxiliary measurement of each constrained parameter.
struct Data {
    std::vector<double> bins;
    std::vector<double> auxiliary;  ///< an entry for each parameter; that of an unconstrained one is ignored
};

}  // namespace jetseq::fit
