#include "select/variables/variables.hpp"

#include <vector>

#include "core/error.hpp"
#include "core/text/near_match.hpp"

namespace jetseq {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// In the order of Variable.
constexpr VariableInfo table[] = {
    {"n_loose_leptons", Kind::count, Unit::none, "electrons and muons"},
    {"n_signal_leptons", Kind::count, Unit::none, "tight electrons and medium muons"},
    {"lepton1_pt", Kind::number, Unit::gev, "leading loose lepton"},
    {"lepton2_pt", Kind::number, Unit::gev, "second loose lepton"},
    {"signal_lepton_pt", Kind::number, Unit::gev, "leading tight electron or medium muon"},
    {"same_flavour", Kind::flag, Unit::none, "two leading loose leptons: both electrons or both muons"},
    {"opposite_charge", Kind::flag, Unit::none, "two leading loose leptons"},
    {"m_ll", Kind::number, Unit::gev, "two leading loose leptons"},
    {"pt_ll", Kind::number, Unit::gev, "two leading loose leptons"},
    {"met", Kind::number, Unit::gev, "missing transverse momentum"},
    {"pt_miss", Kind::number, Unit::gev, "the same from tracks"},
    {"pt_lv", Kind::number, Unit::gev, "leading signal lepton and missing momentum"},
    {"n_jets", Kind::count, Unit::none, "jets within the sequence's pt and eta"},
    {"n_central_jets", Kind::count, Unit::none, "jets that a resolved pair may take"},
    {"n_btags", Kind::count, Unit::none, "b-tagged jets"},
    {"n_large_jets", Kind::count, Unit::none, "large-R jets"},
    {"large1_pt", Kind::number, Unit::gev, "leading large-R jet"},
    {"large1_abs_eta", Kind::number, Unit::none, "leading large-R jet"},
    {"large1_m", Kind::number, Unit::gev, "leading large-R jet"},
    {"large1_d2", Kind::number, Unit::none, "leading large-R jet"},
    {"large1_n_trk", Kind::count, Unit::none, "leading large-R jet"},
    {"large2_pt", Kind::number, Unit::gev, "second large-R jet"},
    {"large2_abs_eta", Kind::number, Unit::none, "second large-R jet"},
    {"large2_m", Kind::number, Unit::gev, "second large-R jet"},
    {"large2_d2", Kind::number, Unit::none, "second large-R jet"},
    {"large2_n_trk", Kind::count, Unit::none, "second large-R jet"},
    {"m_JJ", Kind::number, Unit::gev, "two leading large-R jets"},
    {"delta_y_JJ", Kind::number, Unit::none, "abs(y1 - y2) of the two leading large-R jets"},
    {"pt_asymmetry_JJ", Kind::number, Unit::none, "(pt1 - pt2) / (pt1 + pt2) of the two leading large-R jets"},
    {"large1_w_mass", Kind::flag, Unit::none, "boson tagger: mass window of W"},
    {"large1_w_d2", Kind::flag, Unit::none, "boson tagger: D2 of W"},
    {"large1_w_n_trk", Kind::flag, Unit::none, "boson tagger: tracks of W"},
    {"large1_z_mass", Kind::flag, Unit::none, "boson tagger: mass window of Z"},
    {"large1_z_d2", Kind::flag, Unit::none, "boson tagger: D2 of Z"},
    {"large1_z_n_trk", Kind::flag, Unit::none, "boson tagger: tracks of Z"},
    {"large2_w_mass", Kind::flag, Unit::none, "the same of the second large-R jet"},
    {"large2_w_d2", Kind::flag, Unit::none, ""},
    {"large2_w_n_trk", Kind::flag, Unit::none, ""},
    {"large2_z_mass", Kind::flag, Unit::none, ""},
    {"large2_z_d2", Kind::flag, Unit::none, ""},
    {"large2_z_n_trk", Kind::flag, Unit::none, ""},
    {"merged_candidate", Kind::flag, Unit::none, "V -> qq is found as large-R jet (fully hadronic: as two)"},
    {"merged_m_v", Kind::number, Unit::gev, "its mass"},
    {"merged_pt_v", Kind::number, Unit::gev, "its pt"},
    {"merged_m_vv", Kind::number, Unit::gev, "mass of both bosons; 0-lepton: transverse mass"},
    {"merged_pt_over_m", Kind::number, Unit::none, "R_pT/m = min(pt1, pt2) / m_vv"},
    {"merged_n_sequence_jets", Kind::count, Unit::none, "jets beside the candidate"},
    {"merged_n_extra_btags", Kind::count, Unit::none, "b-tagged jets beside the candidate"},
    {"merged_tag_m_jj", Kind::number, Unit::gev, "tag jets: opposite hemispheres, largest mass"},
    {"merged_tag_delta_eta", Kind::number, Unit::none, "tag jets: abs(eta1 - eta2)"},
    {"merged_score", Kind::number, Unit::none, "the classifier's P(VBF) of the jets beside the candidate"},
    {"resolved_candidate", Kind::flag, Unit::none, "V -> qq is found as a pair of jets"},
    {"resolved_m_v", Kind::number, Unit::gev, "its mass"},
    {"resolved_pt_v", Kind::number, Unit::gev, "its pt"},
    {"resolved_m_vv", Kind::number, Unit::gev, "mass of both bosons; 0-lepton: transverse mass"},
    {"resolved_pt_over_m", Kind::number, Unit::none, "R_pT/m = min(pt1, pt2) / m_vv"},
    {"resolved_n_sequence_jets", Kind::count, Unit::none, "jets beside the candidate"},
    {"resolved_n_extra_btags", Kind::count, Unit::none, "b-tagged jets beside the candidate"},
    {"resolved_tag_m_jj", Kind::number, Unit::gev, "tag jets: opposite hemispheres, largest mass"},
    {"resolved_tag_delta_eta", Kind::number, Unit::none, "tag jets: abs(eta1 - eta2)"},
    {"resolved_score", Kind::number, Unit::none, "the classifier's P(VBF) of the jets beside the candidate"},
};
static_assert(sizeof table / sizeof *table == n_variables);

std::string prefix_of(Regime regime) {
    if (regime == Regime::none) return "";
    return regime == Regime::merged ? "merged_" : "resolved_";
}

/// True for what a jet or a candidate has, which need not be there.
bool is_of_an_object(Variable variable) noexcept {
    bool const large_jet = Variable::large1_pt <= variable && variable <= Variable::large2_n_trk;
    return large_jet || variable >= Variable::merged_candidate;
}

std::array<double, n_variables> absent() noexcept {
    std::array<double, n_variables> values{};
    for (std::size_t i = 0; i < n_variables; ++i) {
        auto const variable = static_cast<Variable>(i);
        bool const is_nan =
            table[i].kind == Kind::number || (table[i].kind == Kind::count && is_of_an_object(variable));
        values[i] = is_nan ? nan : 0;
    }
    return values;
}

}  // namespace

VariableInfo const& info_of(Variable variable) noexcept { return table[static_cast<std::size_t>(variable)]; }

Variable variable_named(std::string const& name, Regime regime) {
    std::vector<std::string> known;
    std::string likely;  // the same name with a prefix
    std::string const prefix = prefix_of(regime);
    for (std::size_t i = 0; i < n_variables; ++i) {
        std::string const full = table[i].name;
        if (name == full || (!prefix.empty() && prefix + name == full)) return static_cast<Variable>(i);
        known.push_back(full);
        if ("merged_" + name == full) likely = "; did you mean '" + full + "' or 'resolved_" + name + "'?";
        if (!prefix.empty() && full.rfind(prefix, 0) == 0) known.push_back(full.substr(prefix.size()));
    }
    throw Error{"no variable '" + name + "' (docs/reference/cuts.md lists them" +
                (likely.empty() ? did_you_mean(name, known) : likely) + "). Correct the name"};
}

void Variables::clear() noexcept {
    static std::array<double, n_variables> const nothing = absent();
    values_ = nothing;
    unknown_ = 0;
    regions = 0;
}

}  // namespace jetseq
