#pragma once
#include <optional>
#include <span>
#include <string>

#include "fit/likelihood/likelihood.hpp"

namespace jetseq::fit {

/// Yields may be below 0, a Poisson mean may not. The bin in which events were seen although nothing, or less, is
/// expected at `x`: its name and the parameter that takes it there, in words. Nothing if there is none.
std::optional<std::string> impossible_bin(Likelihood const& likelihood, Data const& data, std::span<double const> x);

/// The same for a bin without events, which a fit can reach but not pass. `depth`: events below 0 from which on it is
/// named. Where the other parameters hold the bin at 0 it is at some -1e-6 (see bin_term()).
std::optional<std::string> bin_at_zero(Likelihood const& likelihood, Data const& data, std::span<double const> x,
                                       double depth = 1e-9);

}  // namespace jetseq::fit
