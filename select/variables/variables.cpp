#include "select/variables/variables.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/words.hpp"
#include "select/variables/facts.hpp"

namespace jetseq {
namespace {

/// NaN: the event has it, but it is not known. nullopt: the event does not have it.
using Value = std::optional<double>;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::nullopt_t absent = std::nullopt;

/// A row of the registry. `columns`: as VariableInfo::columns, separated by spaces.
template <class Facts>
struct VariableRow {
    char const* name;
    Kind kind;
    Unit unit;
    char const* columns;
    char const* meaning;
    Value (*value)(Facts const&);
};

constexpr auto number = Kind::number;
constexpr auto count = Kind::count;
constexpr auto flag = Kind::flag;
constexpr auto none = Unit::none;
constexpr auto gev = Unit::gev;

// What the values of the rows take.
using E = EventFacts const&;
using J = LargeJetFacts const&;
using T = TagFacts const&;
using C = CandidateFacts const&;
using S = ScoreFacts const&;

template <class Object>
double size(std::vector<Object> const& objects) noexcept {
    return static_cast<double>(objects.size());
}

bool are_two(E e) noexcept { return e.event.leptons.size() >= 2; }
bool are_two_large(E e) noexcept { return e.event.large_jets.size() >= 2; }

double rapidity(FourVector const& p) noexcept { return 0.5 * std::log((p.e + p.pz) / (p.e - p.pz)); }

/// NaN also for sentinel values of other programs, such as -999.
double known_d2(LargeJet const& jet) noexcept { return jet.d2 >= 0 ? static_cast<double>(jet.d2) : unknown; }

// The registry: a variable of cuts is one row. Rows of a large-R jet and of a candidate make two variables each.

constexpr VariableRow<EventFacts> event_rows[] = {
    {"n_loose_leptons", count, none, "leptons", "loose leptons: electrons and muons after the object selection",
     [](E e) -> Value { return size(e.event.leptons); }},
    {"n_signal_leptons", count, none, "leptons leptons.quality",
     "signal leptons: by default tight electrons and medium muons",
     [](E e) -> Value { return e.leptons.qualities_known ? e.leptons.n_signal : unknown; }},
    {"lepton1_pt", number, gev, "leptons", "pt of the leading loose lepton",
     [](E e) -> Value { return e.event.leptons.empty() ? absent : Value{e.event.leptons[0].pt}; }},
    {"lepton2_pt", number, gev, "leptons", "pt of the second loose lepton",
     [](E e) -> Value { return are_two(e) ? Value{e.event.leptons[1].pt} : absent; }},
    {"signal_lepton_pt", number, gev, "leptons leptons.quality", "pt of the leading signal lepton",
     [](E e) -> Value {
         if (!e.leptons.qualities_known) return unknown;
         return e.leptons.n_signal > 0 ? Value{e.leptons.signal_pt} : absent;
     }},
    {"same_flavour", flag, none, "leptons", "the two leading loose leptons are both electrons or both muons",
     [](E e) -> Value {
         if (!are_two(e)) return absent;
         return std::abs(e.event.leptons[0].pdg_id) == std::abs(e.event.leptons[1].pdg_id);
     }},
    {"opposite_charge", flag, none, "leptons", "the two leading loose leptons have opposite charges",
     [](E e) -> Value {
         if (!are_two(e)) return absent;
         return (e.event.leptons[0].pdg_id > 0) != (e.event.leptons[1].pdg_id > 0);
     }},
    {"m_ll", number, gev, "leptons", "mass of the two leading loose leptons",
     [](E e) -> Value { return are_two(e) ? Value{mass(e.leptons.pair)} : absent; }},
    {"pt_ll", number, gev, "leptons", "pt of the two leading loose leptons together",
     [](E e) -> Value { return are_two(e) ? Value{pt_of(e.leptons.pair)} : absent; }},
    {"met", number, gev, "events.met", "missing transverse momentum", [](E e) -> Value { return e.event.info.met; }},
    {"pt_miss", number, gev, "events.pt_miss", "missing transverse momentum of the tracks",
     [](E e) -> Value { return e.event.info.pt_miss; }},
    {"pt_lv", number, gev, "events.met events.met_phi leptons leptons.quality",
     "pt of the leading signal lepton and the missing momentum together",
     [](E e) -> Value {
         if (!e.leptons.qualities_known) return unknown;
         return e.leptons.n_signal > 0 ? Value{pt_of(e.leptons.with_neutrino)} : absent;
     }},
    {"n_jets", count, none, "", "jets within the pt and eta of the sequence: by default 30 GeV and 4.5",
     [](E e) -> Value { return e.jets.in_sequence; }},
    {"n_central_jets", count, none, "",
     "jets allowed in a resolved pair: by default pt from 30 GeV on, abs(eta) up to 2.5",
     [](E e) -> Value { return e.jets.central; }},
    {"n_btags", count, none, "jets.btag", "b-tagged jets among those of n_jets",
     [](E e) -> Value { return e.jets.btags_known ? e.jets.btagged : unknown; }},
    {"n_large_jets", count, none, "large_jets", "large-R jets after the object selection",
     [](E e) -> Value { return size(e.event.large_jets); }},
    {"m_JJ", number, gev, "large_jets", "mass of the two leading large-R jets",
     [](E e) -> Value {
         if (!are_two_large(e)) return absent;
         return mass(e.large_jets[0] + e.large_jets[1]);
     }},
    {"delta_y_JJ", number, none, "large_jets", "abs(y1 - y2) of the rapidities of the two leading large-R jets",
     [](E e) -> Value {
         if (!are_two_large(e)) return absent;
         return std::fabs(rapidity(e.large_jets[0]) - rapidity(e.large_jets[1]));
     }},
    {"pt_asymmetry_JJ", number, none, "large_jets", "(pt1 - pt2) / (pt1 + pt2) of the two leading large-R jets",
     [](E e) -> Value {
         if (!are_two_large(e)) return absent;
         double const pt1 = e.event.large_jets[0].pt, pt2 = e.event.large_jets[1].pt;
         return (pt1 - pt2) / (pt1 + pt2);
     }},
};

constexpr VariableRow<LargeJetFacts> large_jet_rows[] = {
    {"pt", number, gev, "large_jets", "transverse momentum", [](J j) -> Value { return j.jet.pt; }},
    {"abs_eta", number, none, "large_jets", "abs(eta)", [](J j) -> Value { return std::fabs(j.jet.eta); }},
    {"m", number, gev, "large_jets", "mass", [](J j) -> Value { return j.jet.m; }},
    {"d2", number, none, "large_jets large_jets.d2", "ratio D2 of energy correlations: small for two prongs",
     [](J j) -> Value { return known_d2(j.jet); }},
    {"n_trk", count, none, "large_jets large_jets.n_trk", "charged constituents of the untrimmed jet",
     [](J j) -> Value { return j.jet.n_trk < 0 ? unknown : j.jet.n_trk; }},
};

constexpr VariableRow<TagFacts> tag_rows[] = {
    {"w_mass", flag, none, "large_jets", "its mass is in the window of W", [](T t) -> Value { return t.w.mass; }},
    {"w_d2", flag, none, "large_jets large_jets.d2", "its D2 is below the cut for W",
     [](T t) -> Value { return std::isnan(known_d2(t.jet)) ? unknown : t.w.d2; }},
    {"w_n_trk", flag, none, "large_jets large_jets.n_trk", "its n_trk is below the cut for W",
     [](T t) -> Value { return t.jet.n_trk < 0 ? unknown : t.w.n_trk; }},
    {"z_mass", flag, none, "large_jets", "its mass is in the window of Z", [](T t) -> Value { return t.z.mass; }},
    {"z_d2", flag, none, "large_jets large_jets.d2", "its D2 is below the cut for Z",
     [](T t) -> Value { return std::isnan(known_d2(t.jet)) ? unknown : t.z.d2; }},
    {"z_n_trk", flag, none, "large_jets large_jets.n_trk", "its n_trk is below the cut for Z",
     [](T t) -> Value { return t.jet.n_trk < 0 ? unknown : t.z.n_trk; }},
};

/// The merged candidate needs the large-R jets as well.
constexpr VariableRow<CandidateFacts> candidate_rows[] = {
    {"candidate", flag, none, "",
     "the candidate is found: a large-R jet if merged (fully hadronic: two), a pair of jets if resolved",
     [](C) -> Value { return 1; }},
    {"m_v", number, gev, "", "mass of V -> qq", [](C c) -> Value { return mass(c.v); }},
    {"pt_v", number, gev, "", "pt of V -> qq", [](C c) -> Value { return c.pt_v; }},
    {"m_vv", number, gev, "other_boson", "mass of both bosons; 0-lepton: transverse mass",
     [](C c) -> Value { return c.other.e <= 0 ? absent : Value{c.m_vv}; }},
    {"pt_over_m", number, none, "other_boson", "R_pT/m = min(pt1, pt2) / m_vv of both bosons",
     [](C c) -> Value { return c.other.e <= 0 ? absent : Value{std::min(c.pt_v, pt_of(c.other)) / c.m_vv}; }},
    {"n_sequence_jets", count, none, "", "jets that do not belong to the candidate; a network reads them",
     [](C c) -> Value { return static_cast<double>(c.n_jets); }},
    {"n_extra_btags", count, none, "jets.btag", "b-tagged jets that do not belong to the candidate",
     [](C c) -> Value { return c.extra_btags_known ? c.n_extra_btags : unknown; }},
    {"tag_m_jj", number, gev, "", "mass of the tag jets: opposite hemispheres, largest mass",
     [](C c) -> Value { return c.tag.found ? Value{c.tag.m_jj} : absent; }},
    {"tag_delta_eta", number, none, "", "abs(eta1 - eta2) of the tag jets",
     [](C c) -> Value { return c.tag.found ? Value{c.tag.delta_eta} : absent; }},
};

constexpr VariableRow<ScoreFacts> score_rows[] = {
    {"score", number, none, "", "P(VBF) of the classifier for the jets that do not belong to the candidate",
     [](S s) -> Value { return s.score; }},
};

// The indices of the rows among all variables. Rows of a large-R jet and of a candidate are there twice, one list after
// the other.

constexpr std::size_t first_large_jet = std::size(event_rows);
constexpr std::size_t first_tag = first_large_jet + 2 * std::size(large_jet_rows);
constexpr std::size_t first_candidate = first_tag + 2 * std::size(tag_rows);
constexpr std::size_t first_score = first_candidate + 2 * std::size(candidate_rows);
constexpr std::size_t n_variables = first_score + 2 * std::size(score_rows);
static_assert(n_variables <= Variables::most);

template <class Facts, std::size_t n>
void append(std::vector<VariableInfo>& list, VariableRow<Facts> const (&rows)[n], Source source,
            std::string const& prefix, Regime regime = Regime::none) {
    for (auto const& row : rows) {
        auto columns = words_of(row.columns);
        if (regime == Regime::merged) columns.insert(columns.begin(), "large_jets");
        list.push_back({prefix + row.name, row.kind, row.unit, source, regime, row.meaning, std::move(columns)});
    }
}

std::vector<VariableInfo> list_of_all() {
    std::vector<VariableInfo> list;
    append(list, event_rows, Source::event, "");
    for (char const* jet : {"large1_", "large2_"}) append(list, large_jet_rows, Source::large_jet, jet);
    for (char const* jet : {"large1_", "large2_"}) append(list, tag_rows, Source::boson_tags, jet);
    append(list, candidate_rows, Source::candidate, "merged_", Regime::merged);
    append(list, candidate_rows, Source::candidate, "resolved_", Regime::resolved);
    append(list, score_rows, Source::score, "merged_", Regime::merged);
    append(list, score_rows, Source::score, "resolved_", Regime::resolved);
    return list;
}

/// Unrolled, so that the compiler inlines the functions: calls through pointers cost a tenth of a selection.
template <auto const& rows, class Facts, std::size_t... i>
void set_each(Variables& variables, std::size_t first, Facts const& facts, std::index_sequence<i...>) noexcept {
    auto const set = [&](std::size_t place, Value const& value) {
        if (value) variables.set(static_cast<Variable>(first + place), *value);
    };
    (set(i, rows[i].value(facts)), ...);
}

/// Sets the variables of `rows`, the first of which has the index `first`.
template <auto const& rows, class Facts>
void set_all(Variables& variables, std::size_t first, Facts const& facts) noexcept {
    set_each<rows>(variables, first, facts, std::make_index_sequence<std::size(rows)>{});
}

/// 0 for the first of two lists, 1 for the second.
std::size_t place_of(Regime regime) noexcept { return regime == Regime::resolved; }

std::string prefix_of(Regime regime) {
    if (regime == Regime::none) return "";
    return regime == Regime::merged ? "merged_" : "resolved_";
}

template <class Facts, std::size_t n>
constexpr void set_absent(std::array<double, Variables::most>& values, VariableRow<Facts> const (&rows)[n],
                          std::size_t first, bool counts_all) {
    for (std::size_t i = 0; i < n; ++i) {
        bool const is_zero = rows[i].kind == flag || (rows[i].kind == count && counts_all);
        values[first + i] = is_zero ? 0 : unknown;
    }
}

/// The values of an event without any object.
constexpr std::array<double, Variables::most> nothing() {
    std::array<double, Variables::most> values{};
    set_absent(values, event_rows, 0, true);
    for (std::size_t place : {0, 1}) {
        set_absent(values, large_jet_rows, first_large_jet + place * std::size(large_jet_rows), false);
        set_absent(values, tag_rows, first_tag + place * std::size(tag_rows), false);
        set_absent(values, candidate_rows, first_candidate + place * std::size(candidate_rows), false);
        set_absent(values, score_rows, first_score + place * std::size(score_rows), false);
    }
    return values;
}

[[noreturn]] void refuse_variable(std::string const& name, std::string const& prefix) {
    std::vector<std::string> known;
    std::string likely;  // the same name with a prefix
    for (auto const& variable : all_variables()) {
        std::string const& full = variable.name;
        known.push_back(full);
        if ("merged_" + name == full) likely = "; did you mean '" + full + "' or 'resolved_" + name + "'?";
        if (!prefix.empty() && full.rfind(prefix, 0) == 0) known.push_back(full.substr(prefix.size()));
    }
    throw Error{"no variable '" + name + "' (docs/reference/cuts.md lists them" +
                (likely.empty() ? did_you_mean(name, known) : likely) + "). Correct the name"};
}

}  // namespace

std::vector<VariableInfo> const& all_variables() {
    static std::vector<VariableInfo> const list = list_of_all();
    return list;
}

std::vector<VariableInfo> listed_variables() {
    std::vector<VariableInfo> list;
    append(list, event_rows, Source::event, "");
    append(list, large_jet_rows, Source::large_jet, "large1_");
    append(list, tag_rows, Source::boson_tags, "large1_");
    append(list, candidate_rows, Source::candidate, "");
    append(list, score_rows, Source::score, "");
    return list;
}

VariableInfo const& info_of(Variable variable) { return all_variables()[static_cast<std::size_t>(variable)]; }

char const* title_of(Source source) noexcept {
    switch (source) {
        case Source::event:
            return "Of the event";
        case Source::large_jet:
            return "Of the leading large-R jet (the second: large2_ in place of large1_)";
        case Source::boson_tags:
            return "Boson tags of the leading large-R jet (the second: large2_ in place of large1_)";
        case Source::candidate:
        case Source::score:
            return "Of the V -> qq candidate (outside a region, or for another regime: merged_ or resolved_ in front)";
    }
    return "";
}

Variable variable_named(std::string const& name, Regime regime) {
    std::string const prefix = prefix_of(regime);
    auto const& all = all_variables();
    auto const found = std::find_if(all.begin(), all.end(), [&](VariableInfo const& variable) {
        return variable.name == name || (!prefix.empty() && variable.name == prefix + name);
    });
    if (found == all.end()) refuse_variable(name, prefix);
    return static_cast<Variable>(found - all.begin());
}

void Variables::clear() noexcept {
    static constexpr auto values = nothing();
    values_ = values;
    unknown_ = 0;
    regions = 0;
}

void Variables::compute(EventFacts const& facts) noexcept { set_all<event_rows>(*this, 0, facts); }

void Variables::compute(LargeJetFacts const& facts) noexcept {
    set_all<large_jet_rows>(*this, first_large_jet + facts.place * std::size(large_jet_rows), facts);
}

void Variables::compute(TagFacts const& facts) noexcept {
    set_all<tag_rows>(*this, first_tag + facts.place * std::size(tag_rows), facts);
}

void Variables::compute(CandidateFacts const& facts) noexcept {
    set_all<candidate_rows>(*this, first_candidate + place_of(facts.regime) * std::size(candidate_rows), facts);
}

void Variables::compute(ScoreFacts const& facts) noexcept {
    set_all<score_rows>(*this, first_score + place_of(facts.regime) * std::size(score_rows), facts);
}

}  // namespace jetseq
