#include "data/sequences/meaning_checks.hpp"

#include <cmath>
#include <utility>

#include "core/error.hpp"
#include "core/text/number_text.hpp"
#include "data/events/checks.hpp"
#include "data/events/rows.hpp"

namespace jetseq::data {
namespace {

constexpr double largest_eta = 10;   // beyond every detector
constexpr double small_pt = 0.3;     // few pt or energies in GeV are below
constexpr std::size_t enough = 100;  // numbers; fewer are not judged
constexpr double rounding = -1e-3;   // a mass of 0 may be slightly negative [GeV]
constexpr double both_beams = 2 * static_cast<double>(checks::beam);

bool is_size(Meaning const& meaning) { return meaning.is == "pt" || meaning.is == "energy"; }

/// Why `x` can't be what it means; "" if it can.
std::string complaint(Meaning const& meaning, double x) {
    if (meaning.is == "eta") return std::fabs(x) <= largest_eta ? "" : "no detector sees an eta beyond 10";
    if (meaning.is == "phi") {
        if (std::fabs(x) <= static_cast<double>(checks::largest_phi)) return "";
        return std::fabs(x) <= 360 ? "a phi is in radians; degrees?" : "a phi is in radians";
    }
    double const most = meaning.is == "pt" ? static_cast<double>(checks::beam) : both_beams;
    if (x > most) return "above the energy of the beams in GeV; MeV? Say unit: MeV";
    if (meaning.is == "mass") return x >= rounding ? "" : "a mass is 0 or more; give 'missing' if it is unknown";
    return x >= 0 ? "" : "0 or more expected; give 'missing' if it is unknown";
}

}  // namespace

MeaningChecks::MeaningChecks(std::vector<Meaning> meanings) {
    for (auto& meaning : meanings) checks_.push_back({std::move(meaning)});
}

void MeaningChecks::require(double const* numbers, std::string const& table, std::size_t row) {
    for (std::size_t k = 0; k < checks_.size(); ++k) {
        double const x = numbers[k];
        if (std::isnan(x)) continue;
        auto& check = checks_[k];
        if (auto const why = complaint(check.meaning, x); !why.empty()) {
            throw Error{rows::place(table, row) + ": '" + check.meaning.of + "' is " + significant(x) + " (" + why +
                        "). Fix the file, or what 'is' and 'unit' say of the input"};
        }
        if (x > 0) ++check.numbers, check.small += x < small_pt;
    }
}

void MeaningChecks::judge(std::string const& table) const {
    for (auto const& check : checks_) {
        if (!is_size(check.meaning) || check.numbers < enough || 2 * check.small < check.numbers) continue;
        throw Error{table + ": '" + check.meaning.of + "' is below 0.3 GeV for " + std::to_string(check.small) +
                    " of " + std::to_string(check.numbers) + " (TeV taken for GeV, or GeV for MeV?). Correct 'unit' " +
                    "of the input, or convert the file"};
    }
}

}  // namespace jetseq::data
