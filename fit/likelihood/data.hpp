#pragma once
#include <vector>

namespace jetseq::fit {

/// Observed or made data: events in each bin, and the auxiliary measurement of each constrained parameter.
struct Data {
    std::vector<double> bins;
    std::vector<double> auxiliary;  ///< [parameters]; those of unconstrained parameters are ignored
};

}  // namespace jetseq::fit
