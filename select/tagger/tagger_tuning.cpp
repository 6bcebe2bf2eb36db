#include "select/tagger/tagger_tuning.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/error.hpp"
#include "core/math/asimov_significance.hpp"

namespace jetseq {
namespace {

/// Equal steps; values in step i lie in [low + i * width, low + (i + 1) * width).
struct Steps {
    double low, width;
    std::size_t count;

    double edge(std::size_t i) const noexcept { return low + width * static_cast<double>(i); }
    /// 0 for values below, `count` for values above.
    std::size_t of(double value) const noexcept {
        double const place = std::floor((value - low) / width);
        return place >= static_cast<double>(count) ? count : place < 0 ? 0 : static_cast<std::size_t>(place);
    }
};

constexpr Steps mass_steps{45, 2.5, 34};  // to 130 GeV
constexpr Steps d2_steps{0.4, 0.1, 40};   // to 4.4
constexpr Steps n_trk_steps{6, 2, 30};    // to 66

/// Sums of weights: at(m, d, n) of the jets below mass edge m, D2 edge d, n_trk edge n.
class Sums {
public:
    void add(LargeJet const& jet, double weight) {
        std::size_t const d = d2_steps.of(jet.d2), n = n_trk_steps.of(jet.n_trk);
        if (d == d2_steps.count || n == n_trk_steps.count || jet.m < mass_steps.low) return;
        std::size_t const m = mass_steps.of(jet.m);
        if (m < mass_steps.count) cell(m + 1, d + 1, n + 1) += weight;
    }

    void accumulate() {
        for (std::size_t m = 1; m <= mass_steps.count; ++m) {
            for (std::size_t d = 1; d <= d2_steps.count; ++d) {
                for (std::size_t n = 1; n <= n_trk_steps.count; ++n) {
                    cell(m, d, n) += cell(m - 1, d, n) + cell(m, d - 1, n) + cell(m, d, n - 1) - cell(m - 1, d - 1, n) -
                                     cell(m - 1, d, n - 1) - cell(m, d - 1, n - 1) + cell(m - 1, d - 1, n - 1);
                }
            }
        }
    }

    void add(Sums const& other, double factor) {
        for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += factor * other.sums_[i];
    }

    double at(std::size_t m, std::size_t d, std::size_t n) const { return sums_[place(m, d, n)]; }

private:
    static std::size_t place(std::size_t m, std::size_t d, std::size_t n) {
        return (m * (d2_steps.count + 1) + d) * (n_trk_steps.count + 1) + n;
    }
    double& cell(std::size_t m, std::size_t d, std::size_t n) { return sums_[place(m, d, n)]; }

    std::vector<double> sums_ = std::vector<double>(place(mass_steps.count, d2_steps.count, n_trk_steps.count) + 1);
};

/// The jets of one pt bin that tune it.
struct Bin {
    Sums signal, background;
    double s = 0, b = 0, s_pt = 0;  ///< sums of weights, and of weight times pt
    double prior = 0;               ///< of the weights in `background` that is not the bin's own
    std::uint64_t signal_jets = 0, background_jets = 0;

    void add(TuningJet const& jet) {
        if (jet.is_signal) {
            signal.add(jet.jet, jet.weight);
            s += jet.weight, s_pt += jet.weight * jet.jet.pt, ++signal_jets;
        } else {
            background.add(jet.jet, jet.weight);
            b += jet.weight, ++background_jets;
        }
    }
};

bool has_enough(Bin const& bin, TuningOptions const& options) {
    bool const has_background = static_cast<double>(bin.background_jets) >= options.min_background_jets && bin.b > 0;
    return static_cast<double>(bin.signal_jets) >= options.min_signal_jets && bin.s > 0 &&
           (has_background || options.figure == FigureOfMerit::fixed_efficiency);
}

/// In a bin with few background jets, the background of all bins guides the choice.
void add_prior(std::vector<Bin>& bins, double jets) {
    Bin all;
    for (auto const& bin : bins) {
        all.background.add(bin.background, 1);
        all.b += bin.b, all.background_jets += bin.background_jets;
    }
    if (all.background_jets == 0) return;
    double const factor = jets / static_cast<double>(all.background_jets);
    for (auto& bin : bins) bin.background.add(all.background, factor), bin.prior = factor * all.b;
}

/// Expected jets of signal and background for each unit of weight.
struct InputScale {
    double signal = 1, background = 1;
};

/// The figure of merit of `s` and `b`. Uses the upper limit of the background for n jets, n + 1 + sqrt(n + 3/4)
/// (N. Gehrels, ApJ 303 (1986) 336, eq. 7), so that a cut that by chance leaves no jet is not the best.
double figure(double s, double b, Bin const& bin, TuningOptions const& options, InputScale const& scale) {
    if (bin.b > 0) b *= bin.b / (bin.b + bin.prior);
    double const weight = bin.background_jets > 0 ? bin.b / static_cast<double>(bin.background_jets) : 1;
    b += weight * (1 + std::sqrt(std::max(0.0, b / weight) + 0.75));
    switch (options.figure) {
        case FigureOfMerit::s_over_sqrt_b:
            return s / std::sqrt(b);
        case FigureOfMerit::asimov: {
            double const expected = b * scale.background;
            return asimov_significance(s * scale.signal, expected, options.background_uncertainty * expected);
        }
        case FigureOfMerit::fixed_efficiency:
            break;
    }
    return 1 / b;
}

TunedBin tuned(Bin& bin, TuningOptions const& options, InputScale const& scale) {
    bin.signal.accumulate(), bin.background.accumulate();
    TunedBin best;
    double best_figure = -1, best_s = 0, best_b = 0;
    bool const fixed = options.figure == FigureOfMerit::fixed_efficiency;  // keeps no more signal than asked for
    for (std::size_t low = 0; low < mass_steps.count; ++low) {
        for (std::size_t high = low + 1; high <= mass_steps.count; ++high) {
            for (std::size_t d = 1; d <= d2_steps.count; ++d) {
                for (std::size_t n = 1; n <= n_trk_steps.count; ++n) {
                    double const s = bin.signal.at(high, d, n) - bin.signal.at(low, d, n);
                    if (!(s > 0) || (fixed && s < options.signal_efficiency * bin.s)) continue;
                    double const b = std::max(0.0, bin.background.at(high, d, n) - bin.background.at(low, d, n));
                    double const now = figure(s, b, bin, options, scale);
                    if (now < best_figure || (now == best_figure && (fixed ? s >= best_s : s <= best_s))) continue;
                    best_figure = now, best_s = s, best_b = b;
                    best.mass_low = mass_steps.edge(low), best.mass_high = mass_steps.edge(high);
                    best.d2_max = d2_steps.edge(d), best.n_trk_max = n_trk_steps.edge(n);
                }
            }
        }
    }
    best.pt = bin.s_pt / bin.s;
    double const all_b = bin.b + bin.prior;
    best.signal_efficiency = best_s / bin.s, best.background_efficiency = all_b > 0 ? best_b / all_b : 0;
    best.signal_jets = bin.signal_jets, best.background_jets = bin.background_jets;
    return best;
}

/// Solves a symmetric system of up to 3 equations by elimination with pivots.
std::array<double, 3> solved(std::array<std::array<double, 4>, 3> rows, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        std::size_t pivot = i;
        for (std::size_t k = i + 1; k < size; ++k) {
            if (std::fabs(rows[k][i]) > std::fabs(rows[pivot][i])) pivot = k;
        }
        std::swap(rows[i], rows[pivot]);
        for (std::size_t k = 0; k < size; ++k) {
            if (k == i) continue;
            double const factor = rows[k][i] / rows[i][i];
            for (std::size_t j = 0; j < 4; ++j) rows[k][j] -= factor * rows[i][j];
        }
    }
    std::array<double, 3> result{};
    for (std::size_t i = 0; i < size; ++i) result[i] = rows[i][3] / rows[i][i];
    return result;
}

/// Least squares in x = ln(pt / 500 GeV), each bin weighted by its signal jets.
PtCurve smoothed(std::vector<TunedBin> const& bins, double TunedBin::*value, int degree) {
    auto const size = static_cast<std::size_t>(std::min<int>(degree + 1, static_cast<int>(bins.size())));
    std::array<std::array<double, 4>, 3> rows{};
    for (auto const& bin : bins) {
        double const x = std::log(bin.pt / 500), weight = static_cast<double>(bin.signal_jets);
        double const powers[] = {1, x, x * x, x * x * x, x * x * x * x};
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < size; ++j) rows[i][j] += weight * powers[i + j];
            rows[i][3] += weight * powers[i] * bin.*value;
        }
    }
    return PtCurve{solved(rows, size)};
}

void check(TuningOptions const& options) {
    auto const fail = [](std::string const& what) { throw Error{"the tagger can't be tuned: " + what}; };
    if (options.pt_edges.size() < 2 || !std::is_sorted(options.pt_edges.begin(), options.pt_edges.end()) ||
        !(options.pt_edges.front() > 0)) {
        fail("pt_edges must rise from above 0. Give two or more");
    }
    if (options.degree < 0 || options.degree > 2) fail("degree must be 0, 1 or 2. Try 1");
    if (!(options.signal_efficiency > 0 && options.signal_efficiency < 1)) {
        fail("signal_efficiency must lie between 0 and 1. Try 0.5");
    }
    if (!(options.background_uncertainty >= 0)) fail("background_uncertainty must not be negative. Try 0.1");
}

}  // namespace

Tuning tune_boson(std::vector<TuningJet> const& jets, TuningOptions const& options) {
    check(options);
    std::vector<Bin> bins(options.pt_edges.size() - 1);
    double s = 0, b = 0;
    for (auto const& jet : jets) {
        auto const above = std::upper_bound(options.pt_edges.begin(), options.pt_edges.end(), jet.jet.pt);
        if (jet.is_test || above == options.pt_edges.begin() || above == options.pt_edges.end()) continue;
        bins[static_cast<std::size_t>(above - options.pt_edges.begin()) - 1].add(jet);
        (jet.is_signal ? s : b) += jet.weight;
    }
    InputScale scale;
    if (options.signal_yield > 0 && s > 0) scale.signal = options.signal_yield / s;
    if (options.background_yield > 0 && b > 0) scale.background = options.background_yield / b;
    Tuning tuning;
    add_prior(bins, options.background_prior);
    for (auto& bin : bins) {
        if (has_enough(bin, options)) tuning.bins.push_back(tuned(bin, options, scale));
    }
    if (tuning.bins.empty()) {
        throw Error{"the tagger can't be tuned: no pt bin has enough jets (" +
                    std::to_string(static_cast<int>(options.min_signal_jets)) + " of signal and " +
                    std::to_string(static_cast<int>(options.min_background_jets)) +
                    " of background). Give more files, or wider bins"};
    }
    int const degree = options.degree;
    tuning.cuts = {
        smoothed(tuning.bins, &TunedBin::mass_low, degree), smoothed(tuning.bins, &TunedBin::mass_high, degree),
        smoothed(tuning.bins, &TunedBin::d2_max, degree), smoothed(tuning.bins, &TunedBin::n_trk_max, degree)};
    return tuning;
}

std::vector<TagCanary> tag_canaries(BosonTagger const& tagger) {
    std::vector<TagCanary> canaries;
    auto const add = [&](double pt, double m, double d2, double n_trk) {
        LargeJet const jet{static_cast<float>(pt),          0, 0, static_cast<float>(m), static_cast<float>(d2),
                           static_cast<std::int32_t>(n_trk)};
        canaries.push_back({jet, tagger(Boson::w, jet), tagger(Boson::z, jet)});
    };
    for (double const pt : {tagger.pt_min, std::sqrt(tagger.pt_min * tagger.pt_max), tagger.pt_max}) {
        for (auto const* cuts : {&tagger.w, &tagger.z}) {
            double const middle = (cuts->mass_low(pt) + cuts->mass_high(pt)) / 2;
            double const d2 = cuts->d2_max(pt), n_trk = cuts->n_trk_max(pt);
            add(pt, cuts->mass_low(pt) - 0.1, d2 - 0.01, n_trk - 2),
                add(pt, cuts->mass_low(pt) + 0.1, d2 - 0.01, n_trk - 2);
            add(pt, cuts->mass_high(pt) - 0.1, d2 + 0.01, n_trk - 2),
                add(pt, cuts->mass_high(pt) + 0.1, d2 - 0.01, n_trk - 2);
            add(pt, middle, d2 - 0.01, n_trk + 2);
        }
    }
    return canaries;
}

}  // namespace jetseq
