#include "fit/workspace/data_origin.hpp"

#include <array>
#include <cmath>

#include "core/error.hpp"
#include "core/math/random.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "fit/inference/toys.hpp"

namespace jetseq::fit {
namespace {

constexpr std::size_t most_named = 4;
constexpr std::uint64_t pseudo_stream = 0x646174610;  // not one of the toys'

std::vector<double> truth_of(Likelihood const& likelihood, std::map<std::string, double> const& strengths) {
    auto truth = likelihood.starts();
    auto const poi = likelihood.parameter_of_interest();
    bool const is_strength = poi && likelihood.parameters()[*poi].constraint == Constraint::none;
    if (is_strength && !likelihood.parameters()[*poi].is_fixed) truth[*poi] = 1;
    for (auto const& [name, value] : strengths) truth[likelihood.index_of(name)] = value;
    return truth;
}

/// The parameter of interest, those with a requested value, and the others without a constraint.
std::vector<std::pair<std::string, double>> named(Likelihood const& likelihood, std::vector<double> const& truth,
                                                  std::map<std::string, double> const& strengths) {
    std::vector<std::pair<std::string, double>> result;
    auto const rank = [&](std::size_t p) {
        Parameter const& parameter = likelihood.parameters()[p];
        if (likelihood.parameter_of_interest() == p) return 0;
        if (strengths.count(parameter.name) > 0) return 1;
        bool const is_of_a_bin = parameter.name.find('[') != std::string::npos;
        return parameter.constraint == Constraint::none && !is_of_a_bin ? 2 : 3;
    };
    for (int wanted = 0; wanted < 3; ++wanted) {
        for (std::size_t p = 0; p < truth.size(); ++p) {
            if (rank(p) == wanted) result.emplace_back(likelihood.parameters()[p].name, truth[p]);
        }
    }
    return result;
}

/// Throws Error for an expectation below 0, of a bin or of an auxiliary measurement: it can be neither filled nor
/// drawn.
void require_positive(Likelihood const& likelihood, std::vector<double> const& truth, DataOrigin const& origin) {
    auto const expected = likelihood.expected(truth);
    for (std::size_t bin = 0; bin < expected.size(); ++bin) {
        if (expected[bin] >= 0 && std::isfinite(expected[bin])) continue;
        throw Error{label_of(origin) + " can't be made: " + likelihood.name_of_bin(bin) + " would expect " +
                    significant(expected[bin], 6) + " events (0 or more expected). Change data.strengths"};
    }
    for (std::size_t p = 0; p < truth.size(); ++p) {
        Parameter const& parameter = likelihood.parameters()[p];
        if (parameter.constraint != Constraint::poisson || truth[p] >= 0) continue;
        throw Error{label_of(origin) + " can't be made: '" + parameter.name + "' is " + significant(truth[p], 6) +
                    " (its auxiliary measurement counts events: 0 or more expected). Change data.strengths"};
    }
}

}  // namespace

std::string short_label_of(DataOrigin const& origin) {
    static std::array<char const*, 3> const labels{"data", "Asimov data", "pseudo-data"};
    return labels[static_cast<std::size_t>(origin.kind)];
}

std::string label_of(DataOrigin const& origin) {
    std::vector<std::string> words;
    if (origin.kind == DataKind::pseudo) words.push_back("seed " + std::to_string(origin.seed));
    for (auto const& [name, value] : origin.strengths) words.push_back(name + " = " + shortest(value));
    if (origin.strengths.size() > most_named) {
        words.resize(words.size() - (origin.strengths.size() - most_named));
        words.push_back(std::to_string(origin.strengths.size() - most_named) + " more");
    }
    return short_label_of(origin) + (words.empty() ? "" : " (" + joined(words) + ")");
}

std::string const& name_of(DataKind kind) {
    static std::array<std::string, 3> const names{"observed", "asimov", "pseudo"};
    return names[static_cast<std::size_t>(kind)];
}

MadeData made_data(Likelihood const& likelihood, DataKind kind, std::map<std::string, double> const& strengths,
                   std::uint64_t seed) {
    auto const truth = truth_of(likelihood, strengths);
    MadeData made{likelihood.asimov(truth), {kind, named(likelihood, truth, strengths), seed}};
    require_positive(likelihood, truth, made.origin);
    if (kind == DataKind::pseudo) {
        Random random{seed, pseudo_stream};
        made.data.bins = toy_data(likelihood, truth, random).bins;
    }
    return made;
}

}  // namespace jetseq::fit
