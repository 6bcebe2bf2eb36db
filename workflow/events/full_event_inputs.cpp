#include "workflow/events/full_event_inputs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "data/sequences/targets.hpp"
#include "event/kinematics.hpp"
#include "select/variables/facts.hpp"
#include "select/variables/tag_variables.hpp"

namespace jetseq::workflow {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
constexpr char event_prefix[] = "event.";

/// The number, or NaN for -1, which means unknown.
double unless_unknown(int value) { return value == -1 ? not_known : value; }

/// A number of object i of an event.
struct ObjectColumn {
    char const* name;
    double (*value)(SelectedEvent const&, std::size_t i);
};

/// A number of an event.
struct EventColumn {
    std::string name;
    double (*value)(SelectedEvent const&);
};

double mass_of(Jet const& jet) { return mass(four_vector(jet)); }

std::vector<ObjectColumn> const jet_columns{
    {"pt", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.jets[i].pt); }},
    {"eta", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.jets[i].eta); }},
    {"phi", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.jets[i].phi); }},
    {"e", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.jets[i].e); }},
    {"m", [](SelectedEvent const& e, std::size_t i) { return mass_of(e.event.jets[i]); }},
    {"btag", [](SelectedEvent const& e, std::size_t i) { return unless_unknown(e.event.btag[i]); }},
    {"in_candidate",
     [](SelectedEvent const& e, std::size_t i) { return is_part_of(e.candidate, e.event, i, e.cuts) ? 1.0 : 0.0; }},
};

std::vector<ObjectColumn> const large_jet_columns{
    {"pt", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.large_jets[i].pt); }},
    {"eta", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.large_jets[i].eta); }},
    {"phi", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.large_jets[i].phi); }},
    {"m", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.large_jets[i].m); }},
    {"d2", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.large_jets[i].d2); }},
    {"n_trk", [](SelectedEvent const& e, std::size_t i) { return unless_unknown(e.event.large_jets[i].n_trk); }},
    {"in_candidate",
     [](SelectedEvent const& e, std::size_t i) {
         auto const& chosen = e.candidate.large_jets;
         return std::find(chosen.begin(), chosen.end(), i) == chosen.end() ? 0.0 : 1.0;
     }},
};

std::vector<ObjectColumn> const lepton_columns{
    {"pt", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.leptons[i].pt); }},
    {"eta", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.leptons[i].eta); }},
    {"phi", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.leptons[i].phi); }},
    {"pdg_id", [](SelectedEvent const& e, std::size_t i) { return static_cast<double>(e.event.leptons[i].pdg_id); }},
    {"quality", [](SelectedEvent const& e,
                   std::size_t i) { return unless_unknown(static_cast<int>(e.event.leptons[i].quality)); }},
};

/// The jets within the pt and eta of the sequence.
bool is_read(SelectedEvent const& e, Jet const& jet) {
    return jet.pt > e.cuts.jet_pt_min && std::fabs(jet.eta) < e.cuts.jet_abs_eta_max;
}

/// The objects of one kind.
struct ObjectKind {
    std::string name;
    std::vector<ObjectColumn> const& columns;
    std::vector<std::size_t> (*objects)(SelectedEvent const&);  ///< those that are read
};

std::vector<std::size_t> first_indices(std::size_t count) {
    std::vector<std::size_t> indices(count);
    for (std::size_t i = 0; i < count; ++i) indices[i] = i;
    return indices;
}

std::vector<std::size_t> jets_of(SelectedEvent const& e) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < e.event.jets.size(); ++i) {
        if (is_read(e, e.event.jets[i])) indices.push_back(i);
    }
    return indices;
}

std::vector<ObjectKind> const kinds{
    {"jets", jet_columns, jets_of},
    {"large_jets", large_jet_columns, [](SelectedEvent const& e) { return first_indices(e.event.large_jets.size()); }},
    {"leptons", lepton_columns, [](SelectedEvent const& e) { return first_indices(e.event.leptons.size()); }}};

/// The facts of the candidate; without one all are 0.
CandidateFacts candidate_of(SelectedEvent const& e) {
    if (e.candidate.regime == Regime::none) return {};
    int const leptons = e.event.info.leptons;
    auto const of_leptons = facts_of(e.event, e.objects, e.cuts).leptons;
    return facts_of(e.candidate, e.event, e.cuts, leptons, of_leptons.boson(leptons), e.sequence);
}

double eta_of(FourVector const& p) {
    double const pt = pt_of(p);
    return pt > 0 ? std::asinh(p.pz / pt) : 0;
}

/// Number `place` of tag_variables().
template <std::size_t place>
double tag_variable(SelectedEvent const& e) {
    return static_cast<double>(tag_variables(e.sequence)[place]);
}

template <std::size_t... places>
void add_tag_columns(std::vector<EventColumn>& columns, std::index_sequence<places...>) {
    (columns.push_back({tag_variable_names[places], tag_variable<places>}), ...);
}

std::vector<EventColumn> event_columns_of_full_events() {
    std::vector<EventColumn> columns{
        {"met", [](SelectedEvent const& e) { return static_cast<double>(e.event.info.met); }},
        {"met_phi", [](SelectedEvent const& e) { return static_cast<double>(e.event.info.met_phi); }},
        {"pt_miss", [](SelectedEvent const& e) { return static_cast<double>(e.event.info.pt_miss); }},
        {"regime", [](SelectedEvent const& e) { return static_cast<double>(e.candidate.regime); }},
        {"candidate_pt", [](SelectedEvent const& e) { return candidate_of(e).pt_v; }},
        {"candidate_eta", [](SelectedEvent const& e) { return eta_of(candidate_of(e).v); }},
        {"candidate_phi",
         [](SelectedEvent const& e) {
             auto const v = candidate_of(e).v;
             return std::atan2(v.py, v.px);
         }},
        {"candidate_m", [](SelectedEvent const& e) { return mass(candidate_of(e).v); }},
        {"m_vv", [](SelectedEvent const& e) { return candidate_of(e).m_vv; }},
        {"n_large_jets", [](SelectedEvent const& e) { return static_cast<double>(e.event.large_jets.size()); }},
        {"n_leptons", [](SelectedEvent const& e) { return static_cast<double>(e.event.leptons.size()); }},
    };
    add_tag_columns(columns, std::make_index_sequence<tag_variable_names.size()>{});
    return columns;
}

std::vector<EventColumn> const event_columns_of_all = event_columns_of_full_events();

/// What a network may be asked to find: also what no measurement knows.
std::vector<EventColumn> columns_of_targets() {
    auto columns = event_columns_of_full_events();
    columns.push_back({"mass", [](SelectedEvent const& e) { return static_cast<double>(e.event.info.mass); }});
    return columns;
}

std::vector<EventColumn> const target_columns = columns_of_targets();

template <class Columns>
std::vector<std::string> names_of(Columns const& columns) {
    std::vector<std::string> names;
    for (auto const& column : columns) names.emplace_back(column.name);
    return names;
}

[[noreturn]] void refuse(std::string const& file, std::string const& what, std::string const& name,
                         std::string const& purpose, std::vector<std::string> const& known) {
    throw Error{file + ": " + what + " of full events have no '" + name + "'" + purpose + " (they have: " +
                joined(known) + "; the network reads it). Name one of these" + did_you_mean(name, known)};
}

/// Throws Error if the file has no such column.
void require_present(std::string const& column, std::string const& purpose, Absent const& absent,
                     std::string const& file) {
    auto const table = column.substr(0, column.find('.'));
    bool const is_absent = absent.count(column) > 0 || absent.count(table) > 0;
    if (!is_absent) return;
    throw Error{file + " has no " + (absent.count(table) > 0 ? "/" + table : column) +
                (purpose.empty() ? "" : purpose) +
                " (it is unknown; the network reads it). Leave it out, or take a "
                "file with it"};
}

template <class Columns>
std::size_t index_in(Columns const& columns, std::string const& name, std::string const& file, std::string const& what,
                     std::string const& purpose) {
    auto const names = names_of(columns);
    auto const found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) refuse(file, what, name, purpose, names);
    return static_cast<std::size_t>(found - names.begin());
}

std::size_t event_index(std::string const& name, std::string const& purpose, Absent const& absent,
                        std::string const& file, std::vector<EventColumn> const& columns = event_columns_of_all) {
    auto const index = index_in(columns, name, file, "numbers", purpose);
    require_present("events." + name, purpose, absent, file);
    return index;
}

std::size_t kind_of(data::ObjectChoice const& choice, std::string const& file) {
    return index_in(kinds, choice.dataset(), file, "objects", "");
}

}  // namespace

std::vector<std::string> names_of_full_events() {
    std::vector<std::string> names;
    for (auto const& kind : kinds) {
        for (auto const& column : kind.columns) names.push_back(kind.name + "." + column.name);
    }
    for (auto const& column : event_columns_of_all) names.push_back(event_prefix + column.name);
    return names;
}

FullEventInputs::FullEventInputs(data::EventChoice const& inputs, Absent const& absent, std::string const& file)
    : file_{file},
      variables_{inputs.variables, names_of(event_columns_of_all), inputs.meanings},
      target_{data::target_of(inputs), names_of(target_columns)} {
    for (auto const& choice : inputs.objects) {
        std::size_t const kind = kind_of(choice, file);
        auto const& columns = kinds[kind].columns;
        if (absent.count(choice.dataset()) > 0) require_present(choice.dataset() + ".", "", absent, file);
        List list{kind, {}, {}, {}, data::ObjectFeatures{choice, names_of(columns)}};
        for (auto const& name : list.features.columns()) {
            std::string const purpose = list.features.purpose(name);
            bool const is_of_event = name.rfind(event_prefix, 0) == 0;
            list.is_of_event.push_back(is_of_event);
            if (is_of_event) {
                list.of_event.push_back(event_index(name.substr(sizeof event_prefix - 1), purpose, absent, file));
            } else {
                list.columns.push_back(index_in(columns, name, file, choice.dataset(), purpose));
                require_present(choice.dataset() + "." + name, purpose, absent, file);
            }
        }
        lists_.push_back(std::move(list));
    }
    for (auto const& name : variables_.columns())
        of_variables_.push_back(event_index(name, variables_.purpose(name), absent, file));
    for (auto const& name : target_.columns())
        of_target_.push_back(event_index(name, target_.purpose(name), absent, file, target_columns));
}

void FullEventInputs::add(SelectedEvent const& event, std::size_t row, data::Sequences& sequences) {
    for (std::size_t k = 0; k < lists_.size(); ++k) {
        List& list = lists_[k];
        auto const& kind = kinds[list.kind];
        auto const objects = kind.objects(event);
        std::vector<double> of_event;
        for (std::size_t const index : list.of_event) of_event.push_back(event_columns_of_all[index].value(event));
        values_.clear();
        for (std::size_t const i : objects) {
            std::size_t own = 0, other = 0;
            for (bool const is_of_event : list.is_of_event) {
                values_.push_back(is_of_event ? of_event[other++] : kind.columns[list.columns[own++]].value(event, i));
            }
        }
        list.features.compute(values_.data(), list.is_of_event.size(), objects.size());
        list.features.add_event(0, first_indices(objects.size()), file_ + ": /" + kind.name, row, sequences.objects[k]);
    }
    values_.clear();
    for (std::size_t const index : of_variables_) values_.push_back(event_columns_of_all[index].value(event));
    if (!values_.empty()) variables_.add(values_.data(), 1, file_ + ": events", row, sequences.variables.values);
    values_.clear();
    for (std::size_t const index : of_target_) values_.push_back(target_columns[index].value(event));
    if (!values_.empty()) target_.add_unchecked(values_.data(), 1, sequences.target.values);
}

void FullEventInputs::judge() const {
    for (auto const& list : lists_) list.features.judge(file_ + ": /" + kinds[list.kind].name);
    variables_.judge(file_ + ": events");
}

std::vector<std::string> FullEventInputs::notes() const {
    std::vector<std::string> notes;
    for (auto const& list : lists_) {
        for (auto const& note : list.features.notes()) notes.push_back(note);
    }
    for (auto const& note : variables_.notes()) notes.push_back(note);
    for (auto const& note : target_.notes()) notes.push_back(note);
    return notes;
}

}  // namespace jetseq::workflow
