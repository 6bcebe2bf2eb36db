#include "workflow/evaluate/evaluated_events.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text/number_text.hpp"
#include "select/cuts/vbf_cuts.hpp"
#include "train/input/parts.hpp"

namespace jetseq::workflow {
namespace {

/// Jets that look like pile-up: below 50 GeV, beyond the first two.
std::int32_t soft_jets(JetSequence jets) {
    std::int32_t n = 0;
    for (std::size_t i = 2; i < jets.size(); ++i) n += jets[i].pt < 50;
    return n;
}

/// The name of a sample of ggF/DY or VBF events.
std::string name_of_sample(EventInfo const& event) {
    std::string name = event.production == Production::vbf ? "VBF" : "ggF/DY";
    if (event.mass > 0) name += ", " + shortest(static_cast<double>(std::floor(event.mass))) + " GeV";
    name += event.leptons < 0 ? ", hadronic" : ", " + std::to_string(event.leptons) + "-lepton";
    return event.spin > 0 ? name + ", spin " + std::to_string(event.spin) : name;
}

/// What is known of events of which objects were read by names.
evaluate::KnownColumns known_of(data::Sequences const& sequences) {
    auto const is_there = [&](char const* column) { return sequences.absent.count(column) == 0; };
    auto const has_candidate = [](Regime regime) { return regime != Regime::none; };
    evaluate::KnownColumns known{sequences.jets.size() > 0, is_there("events.mass"), is_there("events.spin"),
                                 is_there("events.leptons"), false};
    known.regime = std::any_of(sequences.regimes.begin(), sequences.regimes.end(), has_candidate);
    return known;
}

/// The numbers of objects of each kind; of lists of the same name, of the first.
std::vector<evaluate::ObjectCounts> counts_of(std::vector<data::ObjectList> const& lists) {
    std::vector<evaluate::ObjectCounts> counts;
    for (auto const& list : lists) {
        auto const same = [&](evaluate::ObjectCounts const& one) { return one.name == list.choice.name; };
        if (std::any_of(counts.begin(), counts.end(), same)) continue;
        auto& column = counts.emplace_back(evaluate::ObjectCounts{list.choice.name, {}}).count;
        for (std::size_t n = 0; n < list.size(); ++n) column.push_back(static_cast<std::int32_t>(list.length(n)));
    }
    return counts;
}

[[noreturn]] void fail_without_labels(data::Sequences const& sequences, bool all) {
    std::string const read = std::to_string(sequences.size());
    if (train::all_unlabelled(sequences)) throw Error{"no event is labelled (all " + read + train::unlabelled};
    throw Error{"no labelled event is left (" + read + " read). Give files of labelled events" +
                (all ? "" : ", or take all events of samples not trained on")};
}

}  // namespace

std::vector<std::size_t> chosen_events(data::Sequences const& sequences, bool all, Fold const& fold) {
    std::vector<std::size_t> chosen;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        bool const labelled = sequences.events[n].production != Production::unknown;
        if (labelled && (all || train::part_of(sequences.events[n], fold) == data::Part::test)) chosen.push_back(n);
    }
    if (chosen.empty()) fail_without_labels(sequences, all);
    return chosen;
}

std::string name_of_test_part(Fold const& fold) {
    if (fold.of == 1) return "test part (30 %)";
    return "test part (fold " + std::to_string(fold.index) + ", one of " + std::to_string(fold.of) + ")";
}

data::Sequences of_two_classes(data::Sequences sequences) {
    std::vector<std::size_t> kept;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        if (static_cast<std::int32_t>(sequences.events[n].production) < 2) kept.push_back(n);
    }
    return kept.size() == sequences.size() ? std::move(sequences) : data::reordered(sequences, kept);
}

bool has_cut_based(data::Sequences const& sequences, std::vector<std::string> const& classes) {
    return are_productions(classes) && (sequences.objects.empty() || sequences.jets.size() > 0);
}

evaluate::ScoredEvents scored_events(data::Sequences const& sequences, std::vector<float> const& scores,
                                     std::vector<std::string> const& classes) {
    evaluate::ScoredEvents events;
    bool const usual = are_productions(classes);
    if (!sequences.objects.empty()) events.known = known_of(sequences);
    events.objects = counts_of(sequences.objects);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventInfo const& info = sequences.events[n];
        std::int8_t const label = info.production == Production::vbf ? 1 : 0;
        auto const jets = sequences[n];
        Jet const first = jets.size() > 0 ? jets[0] : Jet{};
        events.add({scores[n], label, info.weight, static_cast<std::int32_t>(jets.size()), info.mass, info.spin,
                    info.leptons, static_cast<std::int32_t>(sequences.regimes[n]), usual && is_vbf(jets), first.pt,
                    first.eta, soft_jets(jets), info.sample_id});
    }
    return events;
}

std::map<evaluate::SampleAndLabel, std::string> names_of_samples(data::Sequences const& sequences,
                                                                 std::vector<std::string> const& classes) {
    std::map<evaluate::SampleAndLabel, std::string> names;
    for (auto const& event : sequences.events) {
        std::int8_t const label = event.production == Production::vbf ? 1 : 0;
        names.try_emplace({event.sample_id, label},
                          are_productions(classes) ? name_of_sample(event) : classes[static_cast<std::size_t>(label)]);
    }
    std::map<std::string, int> count;
    for (auto const& [sample, name] : names) ++count[name];
    for (auto& [sample, name] : names) {
        if (count[name] > 1) name += ", sample " + std::to_string(sample.first);
    }
    return names;
}

}  // namespace jetseq::workflow
