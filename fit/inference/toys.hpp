#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/math/random.hpp"
#include "fit/inference/hypothesis.hpp"

/// Tests of a signal strength by toys.
namespace jetseq::fit {

struct ToyOptions {
    std::size_t count = 1000;  ///< for each hypothesis
    std::uint64_t seed = 1;
    int threads = 0;  ///< 0: one for each core; results don't depend on it
};

/// Data drawn from the likelihood at `truth`: events of the bins and auxiliary measurements.
Data toy_data(Likelihood const& likelihood, std::span<double const> truth, Random& random);

struct ToyLevels {
    double observed;                                           ///< the statistic of the data
    double tie;                                                ///< differences of the statistic below this are rounding
    double signal_and_background, background, cls, cls_error;  ///< error: of the finite number of toys
    Band expected;                                             ///< CLs
    std::size_t failed = 0;                                    ///< toys whose fit found no minimum, left out
    std::vector<double> statistics_signal, statistics_background;
};

/// CLs of `strength` from toys, nuisance parameters as fitted to the data for each hypothesis. Each toy is fitted from
/// its truth and from the valleys of the data's own fits, which is less than the data's fits are given (Search). Values
/// of the statistic that differ by rounding are equal. An exception of a thread is thrown here.
ToyLevels toy_levels(Likelihood const& likelihood, Data const& data, double strength, ToyOptions const& options);

}  // namespace jetseq::fit
