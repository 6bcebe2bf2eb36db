// From events to yields by category: the 2-lepton regions of HDBS-2018-10, 139 fb^-1, 800 < m_VV < 1200 GeV.
#include <hdf5.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <jetseq/infer/classifier.hpp>
#include <jetseq/select/tagger/boson_tagger.hpp>
#include <jetseq/select/cuts/event_selector.hpp>
using namespace jetseq;

Requirement need(Requirement::Logic logic, Regime regime, std::vector<char const*> const& conditions) {
    Requirement requirement{logic, {}};
    for (auto const* text : conditions) requirement.parts.emplace_back(condition_from(text, regime));
    return requirement;
}

Selection two_lepton() {
    auto const all = Requirement::Logic::all, any = Requirement::Logic::any, none = Requirement::Logic::none;
    auto const merged = Regime::merged, resolved = Regime::resolved;
    Requirement const high{
        any,
        {need(all, merged, {"large1_w_mass", "large1_w_d2"}), need(all, merged, {"large1_z_mass", "large1_z_d2"})}};
    Requirement const low{all, {need(any, merged, {"large1_w_mass", "large1_z_mass"}), Requirement{none, {high}}}};
    Requirement const w_or_z{any,
                             {need(all, resolved, {"m_v > 62 GeV", "m_v < 97 GeV"}),
                              need(all, resolved, {"m_v > 70 GeV", "m_v < 105 GeV"})}};
    Requirement const pair{all, {Requirement::outside(0b1111), w_or_z}};  // outside the first four regions
    Selection selection;
    selection.preselection = {{"Z -> ll", need(all, Regime::none,
                                               {"n_loose_leptons == 2", "lepton2_pt > 30 GeV", "same_flavour",
                                                "opposite_charge", "m_ll > 76 GeV", "m_ll < 106 GeV"})}};
    auto const add = [&](char const* name, Regime regime, Requirement const& boson, char const* score, char const* pt) {
        auto const rest = need(all, regime, {"candidate", "n_extra_btags == 0", score, pt});
        selection.regions.push_back({name, regime, Production::unknown, {{"V -> qq", boson}, {"category", rest}}});
    };
    add("VBF merged HP", merged, high, "score > 0.7", "pt_over_m > 0.25");
    add("VBF merged LP", merged, low, "score > 0.7", "pt_over_m > 0.25");
    add("ggF merged HP", merged, high, "score <= 0.7", "pt_over_m > 0.35");
    add("ggF merged LP", merged, low, "score <= 0.7", "pt_over_m > 0.35");
    add("VBF resolved", resolved, pair, "score > 0.7", "pt_over_m > 0.35");
    add("ggF resolved", resolved, pair, "score <= 0.7", "pt_over_m > 0.35");
    return selection;
}

/// All rows of a table, or all objects of a padded table [events * Nmax]. Row has four bytes per column.
template <class Row>
std::vector<Row> rows(hid_t file, char const* table, std::vector<std::pair<char const*, hid_t>> const& columns) {
    hid_t const data = H5Dopen2(file, table, H5P_DEFAULT), row = H5Tcreate(H5T_COMPOUND, sizeof(Row));
    for (std::size_t n = 0; n < columns.size(); ++n) H5Tinsert(row, columns[n].first, 4 * n, columns[n].second);
    std::vector<Row> all(data < 0 ? 0 : static_cast<std::size_t>(H5Sget_simple_extent_npoints(H5Dget_space(data))));
    bool const is_read = !all.empty() && H5Dread(data, row, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()) >= 0;
    return is_read ? all : throw Error{std::string{"can't read /"} + table + ". See docs/reference/formats.md"};
}

/// The objects of event n, without the padding, whose pt is 0.
template <class Row>
std::vector<Row> of_event(std::vector<Row> const& all, std::size_t n, std::size_t events) {
    auto const begin = all.begin() + n * (all.size() / events), end = begin + all.size() / events;
    return {begin, std::find_if(begin, end, [](Row const& row) { return row.pt == 0; })};
}

int main(int argc, char** argv) try {
    if (argc < 6) return std::fprintf(stderr, "usage: analysis MODEL TAGGER (EVENTS SIGMA_FB SUM_OF_WEIGHTS)...\n"), 2;
    auto const classifier = Classifier::load(argv[1]);
    auto const tagger = read_boson_tagger(argv[2]);
    auto const selection = two_lepton();
    EventSelector select{selection, &classifier, &tagger};  // one for each thread
    std::vector<Variable> m_vv;  // of each region's candidate, looked up once
    for (auto const& region : selection.regions) m_vv.push_back(variable_named("m_vv", region.regime));
    hid_t const f = H5T_NATIVE_FLOAT, i = H5T_NATIVE_INT32, b = H5T_NATIVE_SCHAR;
    for (int arg = 3; arg + 2 < argc; arg += 3) {
        hid_t const file = H5Fopen(argv[arg], H5F_ACC_RDONLY, H5P_DEFAULT);
        auto const weights = rows<float>(file, "events", {{"mcEventWeight", f}});
        auto const jets = rows<Jet>(file, "jets", {{"pt", f}, {"eta", f}, {"phi", f}, {"e", f}});
        auto const btags = rows<std::int8_t>(file, "jets", {{"btag", b}});
        auto const large =
            rows<LargeJet>(file, "large_jets", {{"pt", f}, {"eta", f}, {"phi", f}, {"m", f}, {"d2", f}, {"n_trk", i}});
        auto const leptons =
            rows<Lepton>(file, "leptons", {{"pt", f}, {"eta", f}, {"phi", f}, {"pdg_id", i}, {"quality", b}});
        std::vector<double> yield(selection.regions.size()), variance = yield;
        for (std::size_t n = 0, events = weights.size(); n < events; ++n) {
            Event event{{}, of_event(jets, n, events), {}, of_event(large, n, events), of_event(leptons, n, events)};
            auto const* btag = &btags[n * (btags.size() / events)];
            event.btag.assign(btag, btag + event.jets.size());
            int const region = select(event);
            if (region < 0) continue;
            double const mass = select.variables()[m_vv[region]];
            if (mass < 800 || mass > 1200) continue;
            double const expected = 139 * std::atof(argv[arg + 1]) * weights[n] / std::atof(argv[arg + 2]);
            yield[region] += expected, variance[region] += expected * expected;
        }
        std::printf("%s\n", argv[arg]);
        for (std::size_t r = 0; r < yield.size(); ++r) {
            std::printf("  %s: %.3f +- %.3f\n", selection.regions[r].name.c_str(), yield[r], std::sqrt(variance[r]));
        }
    }
} catch (Error const& error) {
    return std::fprintf(stderr, "analysis: %s\n", error.what()), 1;
}
