#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/math/random.hpp"
#include "fit/inference/hypothesis.hpp"

/// Tests of a signal strength by toys, which are pseudo-data drawn from the likelihood.
namespace jetseq::fit {

struct ToyOptions {
    std::size_t count = 1000;  ///< of each hypothesis
    std::uint64_t seed = 1;
    int threads = 0;  ///< 0: one per core; results don't depend on it
};

/// Data drawn from the likelihood at `truth`: events of the bins and auxiliary measurements.
Data toy_data(Likelihood const& likelihood, std::span<double const> truth, Random& random);

struct ToyLevels {
    double observed;                                           ///< the statistic of the data
    double tie;                                                ///< differences of the statistic below this are rounding
    double signal_and_background, background, cls, cls_error;  ///< error: from the finite number of toys
    Band expected;                                             ///< CLs
    std::size_t failed = 0;                                    ///< toys left out because their fit found no minimum
    std::vector<double> statistics_signal, statistics_background;
};

/// CLs of `strength` from toys, drawn with the nuisance parameters as fitted to the data for each hypothesis. Fits of
/// toys start from their truth and from the valleys of the data's fits, and search no others (Search). Values of the
/// statistic that differ by rounding are equal. Throws Error if there is no strength to test or if all fits fail.
ToyLevels toy_levels(Likelihood const& likelihood, Data const& data, double strength, ToyOptions const& options);

}  // namespace jetseq::fit
