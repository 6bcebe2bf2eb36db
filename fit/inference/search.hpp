#pragma once
#include <span>
#include <vector>

#include "fit/inference/minimise.hpp"

namespace jetseq::fit {

/// One minimum of -2 ln L, `fixed` parameters at their values: the one that a search from `start`, or from the nominal
/// values, ends in. Throws Error where there is none.
Minimum fit(Objective& objective, std::vector<Parameter> const& parameters, std::span<Fixed const> fixed = {},
            std::span<double const> start = {}, MinimiserOptions const& options = {});

/// The lowest minimum of -2 ln L where there are several. Nuisance parameters whose effect is not the same up and down
/// make valleys; which one is lowest changes along a profile. All valleys that have been met are starts of the next
/// fit. Holds references: both must outlive it.
class Search {
public:
    Search(Objective& objective, std::vector<Parameter> const& parameters);

    /// Follows each valley to where it lies with `fixed` parameters at their values. Throws Error where no fit
    /// converges.
    Minimum follow(std::span<Fixed const> fixed);

    /// The same, and looks for more: from the nominal values, and wherever -2 ln L bends down again on the way along a
    /// parameter that may have a second minimum, until no start leads lower.
    Minimum search(std::span<Fixed const> fixed);

    void add_start(std::span<double const> x);
    std::size_t valleys() const noexcept { return valleys_.size(); }
    std::vector<std::vector<double>> starts() const;

    /// Whether the parameters that make valleys differ between two points.
    bool are_apart(std::span<double const> a, std::span<double const> b) const;

private:
    struct Valley {
        std::vector<double> x;
        double value;
    };

    bool try_from(std::span<double const> start, std::span<Fixed const> fixed, Minimum& best);
    void keep(Minimum const& minimum);
    void remember(std::vector<double> const& x);
    std::vector<std::vector<double>> beyond_humps(std::span<double const> x, std::span<Fixed const> fixed);

    Objective& objective_;
    std::vector<Parameter> const& parameters_;
    std::vector<Valley> valleys_;  ///< the lowest of the last fit first
};

}  // namespace jetseq::fit
