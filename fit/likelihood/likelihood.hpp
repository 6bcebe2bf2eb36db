#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fit/likelihood/likelihood_arrays.hpp"
#include "fit/workspace/workspace.hpp"

namespace jetseq::fit {

/// The likelihood of a measurement with binned categories:
///     prod_bins Poisson(n | nu(x)) * prod_constrained Constraint(auxiliary | x),
///     nu = sum_samples (yield + shape changes) * factors,
/// as HistFactory and pyhf define it (CERN-OPEN-2012-016): normsys by code 4, histosys by code 4p, staterror a normal
/// constraint around 1 with the relative uncertainty of the sum of its samples (J. S. Conway, arXiv:1103.0354, after
/// Barlow and Beeston), shapesys a Poisson constraint. Threads may share it while it is const.
class Likelihood {
public:
    /// Throws Error if check() does, or if a parameter's settings don't fit.
    Likelihood(Workspace const& workspace, Measurement const& measurement);

    std::vector<Parameter> const& parameters() const noexcept { return arrays_.parameters; }
    std::vector<double> starts() const;
    std::size_t index_of(std::string const& name) const;  ///< throws Error with the nearest name
    std::string const& measurement() const noexcept { return arrays_.measurement; }

    /// The measurement's parameter of interest, if it is a single parameter without a constraint.
    std::optional<std::size_t> parameter_of_interest() const noexcept { return arrays_.poi; }
    /// Replaces the parameter of interest by any single parameter; "": none. Throws Error with the nearest name.
    void choose_parameter_of_interest(std::string const& name);

    /// Nuisance parameters whose effects up and down differ in size.
    std::vector<std::size_t> const& bent_parameters() const noexcept { return arrays_.bent; }

    /// Fixes a parameter at a value. Throws Error if require_fixable() does.
    void fix(std::size_t parameter, double value);
    /// Throws Error if the value is outside the parameter's bounds, or its Poisson constraint excludes it.
    void require_fixable(std::size_t parameter, double value) const;

    /// The notes of the workspace, and what construction has chosen or left out.
    Notes notes() const;

    Data const& observed() const noexcept { return arrays_.observed; }
    /// Asimov data: the expectation at `x` (G. Cowan et al., EPJC 71 (2011) 1554).
    Data asimov(std::span<double const> x) const;

    std::vector<ChannelBins> const& channels() const noexcept { return arrays_.channels; }
    std::size_t bins() const noexcept { return arrays_.observed.bins.size(); }
    std::string name_of_bin(std::size_t bin) const;  ///< "channel 'search', bin 2"
    /// Bins that carry no information: see is_empty(). They expect 0 at all values of the parameters.
    std::vector<std::size_t> const& empty_bins() const noexcept { return arrays_.empty_bins; }
    std::vector<double> expected(std::span<double const> x) const;  ///< [bins]

    /// The expected yields of each sample: yields[i] [bins] are those of names[i], in all its channels.
    struct BySample {
        std::vector<std::string> names;
        std::vector<std::vector<double>> yields;
    };
    BySample expected_by_sample(std::span<double const> x) const;
    LikelihoodArrays const& arrays() const noexcept { return arrays_; }

private:
    LikelihoodArrays arrays_;
};

}  // namespace jetseq::fit
