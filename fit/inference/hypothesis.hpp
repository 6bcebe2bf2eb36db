#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "fit/inference/profile.hpp"
#include "fit/likelihood/twice_nll.hpp"
#include "fit/workspace/notes.hpp"

/// Tests of a signal strength mu by the asymptotic formulae of G. Cowan, K. Cranmer, E. Gross, O. Vitells,
/// EPJC 71 (2011) 1554 ("CCGV").
namespace jetseq::fit {

enum class Statistic {
    q_tilde,  ///< for limits, mu >= 0 (CCGV 16)
    q         ///< for limits, mu may be negative (CCGV 14)
};

/// Values expected without a signal for fluctuations of -2, -1, 0, +1, +2 standard deviations.
using Band = std::array<double, 5>;

struct ConfidenceLevels {
    double signal_and_background, background,
        cls;        ///< p values and their ratio (A. L. Read, J. Phys. G 28 (2002) 2693)
    Band expected;  ///< CLs
};

/// NaN if out of reach; a note says why.
struct UpperLimit {
    double observed;
    Band expected;
    Notes notes = {};
};

/// A limit in words: its number, or "not found".
std::string limit_text(double limit);

struct Discovery {
    double significance, p_value;                    ///< observed, standard deviations
    double expected_significance, expected_p_value;  ///< median for mu = 1
};

/// Tests of one strength with one set of data. Reuses earlier fits, so that a limit needs few; each thread needs its
/// own. All fits, the best fit too, ignore the bounds of the strength: it is free from 0 up (q: from minus to plus
/// infinity), since a statistic compares two fits of one likelihood.
class HypothesisTest {
public:
    /// `likelihood` and `data` must outlive this object; the strength is its parameter of interest unless `parameter`
    /// is given. `start`: another start of fits besides the nominal values. Throws Error if there is no strength, if it
    /// is fixed, or if a fit fails.
    HypothesisTest(Likelihood const& likelihood, Data const& data, Statistic statistic = Statistic::q_tilde,
                   std::optional<std::size_t> parameter = {}, std::span<double const> start = {});

    ConfidenceLevels levels(double strength) { return levels(strength, Care::search); }
    /// The strengths with CLs = 1 - `level`. One is out of reach if CLs stays above up to 2^30 times the error of the
    /// strength, or if a fit fails. Throws Error if all six are.
    UpperLimit upper_limit(double level = 0.95);
    Discovery discovery();  ///< of q_0 (CCGV 12), expected for strength 1

    /// q_mu of the data: twice the fall of -ln L from `strength` to the best fit; 0 if the best fit lies above.
    double statistic(double strength) { return statistic(strength, Care::search); }
    double best_strength() const { return best().x[poi_]; }
    Minimum const& best() const { return observed_.best(); }

private:
    struct Roots {
        double observed, asimov;
    };
    enum class Care { follow, search };  ///< see Search
    double statistic(double strength, Care care);
    Roots roots(double strength, Care care);  ///< square roots of the statistics
    ConfidenceLevels levels(double strength, Care care);
    double expected_limit(double sigmas, double level);
    double observed_limit(double level);

    Likelihood const& likelihood_;
    Data const& data_;
    std::size_t poi_;
    Statistic statistic_;
    std::vector<Parameter> parameters_;
    TwiceNll nll_;
    Profile observed_;
    std::vector<double> nothing_;  ///< all parameters, fitted to the data without a signal
    Data asimov_data_;             ///< of `nothing_`
    TwiceNll asimov_nll_;
    Profile asimov_;
};

}  // namespace jetseq::fit
