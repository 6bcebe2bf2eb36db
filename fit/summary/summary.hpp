#pragma once
#include <optional>
#include <string>
#include <vector>

#include "fit/inference/hypothesis.hpp"
#include "fit/inference/kappa.hpp"
#include "fit/inference/toys.hpp"
#include "fit/workspace/bin_edges.hpp"
#include "fit/workspace/data_origin.hpp"

/// Everything that is asked of one likelihood and its data.
namespace jetseq::fit {

struct SummaryOptions {
    std::vector<Fixed> fixed;        ///< in all fits
    std::vector<std::string> scans;  ///< parameters to scan; empty: those without a constraint that are not fixed
    int scan_points = 41;
    int contour_points = 96;
    bool limit = true, discovery = true, with_impacts = true;
    std::size_t toys = 0;  ///< for CLs at `toy_strength`; 0: none
    double toy_strength = 1;
    std::uint64_t seed = 1;
    int threads = 0;
    std::vector<RateFormula> kappas;  ///< empty: no fit of kappas
};

struct StrengthSummary {
    std::string name;
    double value, error;                     ///< error: NaN if there is none
    ParameterInterval one_sigma, two_sigma;  ///< -2 ln L up by 1 and by 3.84
    std::vector<ScanPoint> scan;             ///< empty if there are no intervals
};

/// 68.3 % and 95 % contours of two parameters (up by 2.30 and 5.99).
struct ContourSummary {
    std::string x, y;
    double best_x, best_y;
    Contour inner, outer;
};

struct Summary {
    std::string title;
    Notes notes;        ///< shown in all forms
    DataOrigin origin;  ///< of the data
    std::string measurement;
    FitResult best;
    GoodnessOfFit quality{};
    std::vector<StrengthSummary> strengths;
    std::optional<ContourSummary> contour;
    std::string parameter_of_interest;
    std::optional<UpperLimit> limit;
    std::optional<Discovery> discovery;
    std::optional<ToyLevels> toys;
    double toy_strength = 1;
    std::vector<Impact> impacts;
    std::vector<StrengthSummary> kappas;
    std::optional<ContourSummary> kappa_contour;
    std::vector<ChannelBins> channels;
    Likelihood::BySample yields;  ///< at the best fit
    std::vector<double> observed;
    BinEdges edges;
};

/// Throws Error if the best fit fails. Any other part that fails, such as a limit that is out of reach, is left out
/// with a note that says why.
Summary summarise(Likelihood const& likelihood, Data const& data, SummaryOptions const& options);

}  // namespace jetseq::fit
