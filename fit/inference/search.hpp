#pragma once
#include <span>
#include <vector>

#include "fit/inference/minimise.hpp"

namespace jetseq::fit {

/// The minimum of -2 ln L, with `fixed` parameters at their values, that a search from `start` or from the nominal
/// values ends in. Throws Error if there is none.
Minimum fit(Objective& objective, std::vector<Parameter> const& parameters, std::span<Fixed const> fixed = {},
            std::span<double const> start = {}, MinimiserOptions const& options = {});

/// Finds the lowest of several minima of -2 ln L. Nuisance parameters whose effects up and down differ make valleys;
/// which one is lowest changes along a profile. The next fit starts from all valleys found so far. Holds references:
/// both must outlive it.
class Search {
public:
    Search(Objective& objective, std::vector<Parameter> const& parameters);

    /// Follows each valley with `fixed` parameters at their values. Throws Error if no fit converges.
    Minimum follow(std::span<Fixed const> fixed);

    /// The same, and searches more valleys until no start leads lower: from the nominal values, and from points at
    /// which -2 ln L bends down again along a bent parameter.
    Minimum search(std::span<Fixed const> fixed);

    void add_start(std::span<double const> x);
    std::size_t valleys() const noexcept { return valleys_.size(); }
    std::vector<std::vector<double>> starts() const;

    /// Whether two points are in different valleys: whether a bent parameter differs.
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
