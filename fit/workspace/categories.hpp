#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fit/workspace/bin_edges.hpp"
#include "fit/workspace/scored_sample.hpp"

/// From scored events to the channels of a likelihood, and the choice of thresholds.
namespace jetseq::fit {

/// How events are sorted into categories and bins.
struct Binning {
    std::vector<double> thresholds;  ///< on the score, rising: n thresholds make n + 1 categories
    bool by_cuts = false;            ///< two categories by the cuts on the tag jets instead
    std::vector<double> edges;       ///< of the observable, rising; empty: each category is one bin
};

enum class NegativeBins { refuse, set_to_zero, keep };

struct CategoryOptions {
    std::string parameter_of_interest = "mu_VBF";
    double luminosity_uncertainty = 0;  ///< relative; 0: none
    bool statistics = true;             ///< of the simulated events, as staterror
    /// Bins in which all processes together expect fewer events than this are merged with their lower neighbour, the
    /// first bin with the next higher.
    double least_expected = 1;
    NegativeBins negative = NegativeBins::refuse;  ///< yields of a process below 0, from negative weights
};

struct Categories {
    Workspace workspace;  ///< observed: Asimov data for strengths of 1
    BinEdges edges;
};

/// The categories of the events of one half, or of all; in both cases they have the yield of the whole sample. Throws
/// Error: a category in which less than `least_expected` is expected, a sample without events, ...
Categories categories_of(std::vector<ScoredSample> const& samples, Binning const& binning,
                         CategoryOptions const& options, std::optional<Half> half);

/// Replaces the observation by the events of `data`, of both halves, each counted once without its weight.
void observe(Categories& categories, ScoredSample const& data, Binning const& binning);

/// The expected uncertainty of the parameter of interest, from the Hessian for Asimov data with strengths of 1.
double expected_error(Categories const& categories, std::map<std::string, double> const& fixed);

struct ThresholdChoice {
    std::vector<double> thresholds;
    double error = 0;                                ///< expected, on the half on which they were chosen
    std::vector<std::pair<double, double>> scanned;  ///< one threshold, its error
};

/// The `count` thresholds, multiples of `step`, with the least expected uncertainty on the half that chooses. Finds the
/// best single one, adds one at a time, and at the end moves each once more. `fixed`: parameters held at a value.
ThresholdChoice choose_thresholds(std::vector<ScoredSample> const& samples, Binning const& binning,
                                  CategoryOptions const& options, std::map<std::string, double> const& fixed, int count,
                                  double step);

}  // namespace jetseq::fit
