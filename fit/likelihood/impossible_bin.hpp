#pragma once
#include <optional>
#include <span>
#include <string>

#include "fit/likelihood/likelihood.hpp"

namespace jetseq::fit {

/// The bin in which events were observed although 0 or less are expected at `x`, with the parameter that causes it, in
/// words; nothing if there is none. Yields may be below 0, a Poisson mean may not.
std::optional<std::string> impossible_bin(Likelihood const& likelihood, Data const& data, std::span<double const> x);

/// The same for a bin without events, whose expectation a fit can bring to 0 but not below. `depth`: how far below 0
/// the expectation must be. A bin that the other parameters hold at 0 is at about -1e-6 (see bin_term()).
std::optional<std::string> bin_at_zero(Likelihood const& likelihood, Data const& data, std::span<double const> x,
                                       double depth = 1e-9);

}  // namespace jetseq::fit
