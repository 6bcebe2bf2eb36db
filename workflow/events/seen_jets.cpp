#include "workflow/events/seen_jets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/io/sha256.hpp"
#include "core/text/read_number.hpp"
#include "data/events/file_header.hpp"
#include "data/hdf5/input_table.hpp"
#include "data/sequences/identity.hpp"

namespace jetseq::workflow {
namespace {

constexpr std::size_t most_kept = std::size_t{1} << 20;

/// The content of jets_hash(): files with other hashes can't be compared.
constexpr char hash_keeps[] = "eta and phi, 10 bits of pt and e";

/// The jets of an event that a training has seen, as a hash.
struct SeenRow {
    std::uint64_t jets;
    std::uint16_t place;  ///< for a single network 1: they chose the best epoch, 0: they were learnt from; for an
                          ///< ensemble the fold

    bool operator<(SeenRow const& other) const { return jets != other.jets ? jets < other.jets : place < other.place; }
};

constexpr std::uint16_t several_folds = 0xFFFF;

std::vector<data::h5::Field> fields(std::size_t folds) {
    return {{"jets", H5T_NATIVE_UINT64, offsetof(SeenRow, jets)},
            {folds > 1 ? "fold" : "validation", H5T_NATIVE_UINT16, offsetof(SeenRow, place)}};
}

using Networks = std::vector<FrozenModel>;

/// An identifier of the trainings that a model says it comes from.
std::string training_of(Networks const& networks) {
    std::string records;
    for (auto const& network : networks) records += text_of(parse_json(network.training).value("data", Json(nullptr)));
    return sha256(records);
}

/// All hashes of the events of some trainings up to a bound, rising, each once; below the maximum a random sample.
struct SeenJets {
    std::vector<SeenRow> rows;
    std::uint64_t bound = std::numeric_limits<std::uint64_t>::max();

    /// The number of events that a row represents.
    double scale() const { return std::ldexp(1.0, 64) / static_cast<double>(bound); }
};

/// Whether the rows are a sample, which ends at its bound.
bool is_bound_of(SeenJets const& seen) {
    return seen.bound == SeenJets{}.bound || (!seen.rows.empty() && seen.rows.back().jets == seen.bound);
}

/// Whether there is a record at `path` of the training of `networks`.
bool is_record_of(std::string const& path, Networks const& networks) {
    return std::filesystem::is_regular_file(path) &&
           data::h5::InputFile{path}.attributes()["training"] == training_of(networks);
}

std::optional<SeenJets> read_seen_jets(std::string const& path, Networks const& networks) {
    if (!is_record_of(path, networks)) return std::nullopt;
    data::h5::InputFile const file{path};
    auto attributes = file.attributes();
    if (attributes["hash"] != hash_keeps) return std::nullopt;
    data::h5::InputTable const table{file, "seen", 1};
    SeenJets seen{std::vector<SeenRow>(table.rows())};
    if (!seen.rows.empty()) table.read(fields(networks.size()), sizeof(SeenRow), 0, seen.rows.size(), seen.rows.data());
    std::string const& bound = attributes["bound"];
    bool const is_number = read_number(bound, seen.bound).empty();
    if (!is_number || !is_bound_of(seen)) {
        throw Error{path + " is damaged (its attribute bound is '" + bound +
                    "', which is not that of its rows). Copy it again, or remove it: then which jets the training has "
                    "seen is not known"};
    }
    return seen;
}

/// Sorts the rows and keeps one of each hash: if it was learnt from and validated with, the former; if it is in several
/// folds, `several_folds`.
void finish(SeenJets& seen, bool of_folds) {
    auto& rows = seen.rows;
    std::erase_if(rows, [&](SeenRow const& row) { return row.jets > seen.bound; });
    std::sort(rows.begin(), rows.end());
    for (std::size_t n = rows.size();
         of_folds && n-- > 1;) {  // backwards, so that the mark reaches the first row of a hash
        if (rows[n].jets == rows[n - 1].jets && rows[n].place != rows[n - 1].place) rows[n - 1].place = several_folds;
    }
    auto const same = [](SeenRow const& a, SeenRow const& b) { return a.jets == b.jets; };
    rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
    if (rows.size() <= most_kept) return;
    rows.resize(most_kept), seen.bound = rows.back().jets;
}

void write(std::string const& directory, SeenJets const& seen, Networks const& networks) {
    OutputFile output{directory + "/seen_jets.h5"};
    data::require_kind_or_nothing(output.path(), "jetseq_seen_jets");
    data::h5::NewFile file{output.temporary_path()};
    data::write_header(
        file, "jetseq_seen_jets",
        {{"training", training_of(networks)}, {"bound", std::to_string(seen.bound)}, {"hash", hash_keeps}});
    file.write_table("seen", fields(networks.size()), sizeof(SeenRow), seen.rows.size(), 0, seen.rows.data());
    file.close();
    output.commit();
}

/// Whether the events have jets to compare. Those of which a network reads only other things have none.
bool have_jets(data::Sequences const& sequences) { return sequences.size() == 0 || !sequences.jets.empty(); }

/// How a training used the jets of an event. `row` below is their entry in seen_jets.h5, or null.
enum class Seen { as_its_id_says, learnt_from, validated_with, other_jets };

Seen seen_by_one(SeenEvents const& by_id, EventInfo const& event, SeenRow const* row) {
    if (by_id.holds(event) == (row != nullptr)) return Seen::as_its_id_says;
    if (row == nullptr) return Seen::other_jets;
    return row->place == 1 ? Seen::validated_with : Seen::learnt_from;
}

/// For an ensemble: the network of the event's fold scores it if its id is known, otherwise all do.
Seen seen_by_folds(TrainingSamples const& samples, std::size_t folds, EventInfo const& event, SeenRow const* row) {
    bool const by_one = samples.may_hold(event.sample_id);
    bool const is_new = row == nullptr || (by_one && row->place == fold_of(id_of(event), folds));
    return is_new ? Seen::as_its_id_says : Seen::learnt_from;
}

/// Counts the results of `seen_of(event, row)` over the selected events.
template <class SeenOf>
SeenByJets counted(data::Sequences const& sequences, SeenJets const& jets, WhichEvents const& is_meant,
                   SeenOf seen_of) {
    std::array<double, 4> found{};
    std::size_t meant = 0;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const hash = data::jets_hash(sequences[n]);
        if (hash == 0 || (is_meant && !is_meant(sequences.events[n]))) continue;
        ++meant;
        if (hash > jets.bound) continue;
        auto const at = std::lower_bound(jets.rows.begin(), jets.rows.end(), SeenRow{hash, 0});
        bool const is_there = at != jets.rows.end() && at->jets == hash;
        found[static_cast<std::size_t>(seen_of(sequences.events[n], is_there ? &*at : nullptr))] += 1;
    }
    auto const events = [&](Seen seen) {
        double const estimate = found[static_cast<std::size_t>(seen)] * jets.scale();
        return static_cast<std::uint64_t>(std::llround(std::min(estimate, static_cast<double>(meant))));
    };
    bool const is_estimate = jets.bound != SeenJets{}.bound;
    return {{events(Seen::learnt_from), events(Seen::validated_with)}, events(Seen::other_jets), is_estimate};
}

}  // namespace

Copies copies_across_parts(data::Sequences const& sequences, Fold const& fold) {
    std::unordered_set<std::uint64_t> trained_on;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        bool const learnt = sequences.length(n) > 0 && train::part_of(sequences.events[n], fold) == data::Part::train;
        if (learnt) trained_on.insert(data::jets_hash(sequences[n]));
    }
    Copies copies;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const part = train::part_of(sequences.events[n], fold);
        if (part == data::Part::train || sequences.length(n) == 0 ||
            trained_on.count(data::jets_hash(sequences[n])) == 0)
            continue;
        copies.validation += part == data::Part::validation, copies.test += part == data::Part::test;
    }
    return copies;
}

std::uint64_t copies_across_folds(data::Sequences const& sequences, std::size_t folds) {
    auto const fold = [&](std::size_t n) {
        return static_cast<std::uint16_t>(fold_of(id_of(sequences.events[n]), folds));
    };
    std::unordered_map<std::uint64_t, std::uint16_t> fold_of_jets;
    std::vector<std::size_t> labelled;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        if (sequences.events[n].production == Production::unknown || sequences.length(n) == 0) continue;
        labelled.push_back(n);
        auto const [found, is_new] = fold_of_jets.emplace(data::jets_hash(sequences[n]), fold(n));
        if (!is_new && found->second != fold(n)) found->second = several_folds;
    }
    return static_cast<std::uint64_t>(std::count_if(labelled.begin(), labelled.end(), [&](std::size_t n) {
        return fold_of_jets.at(data::jets_hash(sequences[n])) == several_folds;
    }));
}

void write_seen_jets(std::string const& directory, FrozenModel const& model, data::Sequences const& sequences,
                     std::string const& from) {
    SeenJets seen;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const part = train::part_of(sequences.events[n], model.fold);
        bool const used = sequences.events[n].production != Production::unknown && part != data::Part::test;
        if (used && sequences.length(n) > 0)
            seen.rows.push_back(
                {data::jets_hash(sequences[n]), static_cast<std::uint16_t>(part == data::Part::validation)});
    }
    if (!from.empty()) {
        auto const before = read_seen_jets(seen_jets_beside(from), {read_frozen_model(from)});
        if (!before) return;
        seen.rows.insert(seen.rows.end(), before->rows.begin(), before->rows.end());
        seen.bound = before->bound;
    }
    finish(seen, false);
    write(directory, seen, {model});
}

void write_seen_jets(std::string const& directory, Networks const& networks, data::Sequences const& sequences) {
    SeenJets seen;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventInfo const& event = sequences.events[n];
        if (event.production == Production::unknown || sequences.length(n) == 0) continue;
        auto const fold = static_cast<std::uint16_t>(fold_of(id_of(event), networks.size()));
        seen.rows.push_back({data::jets_hash(sequences[n]), fold});
    }
    finish(seen, true);
    write(directory, seen, networks);
}

namespace {

std::optional<SeenByJets> seen_by_network(std::string const& file, FrozenModel const& model,
                                          data::Sequences const& sequences, WhichEvents const& is_meant) {
    if (!have_jets(sequences)) return std::nullopt;
    auto const jets = read_seen_jets(seen_jets_beside(file), {model});
    if (!jets) return std::nullopt;
    auto const by_id = seen_events(model);
    return counted(sequences, *jets, is_meant,
                   [&](EventInfo const& event, SeenRow const* row) { return seen_by_one(by_id, event, row); });
}

}  // namespace

std::optional<SeenByJets> seen_by_jets(std::string const& file, FrozenModel const& model,
                                       data::Sequences const& sequences) {
    return seen_by_network(file, model, sequences, {});
}

std::optional<SeenByJets> seen_by_jets(std::string const& file, Classifier const& classifier,
                                       data::Sequences const& sequences, WhichEvents const& is_meant) {
    std::size_t const folds = classifier.folds();
    if (!have_jets(sequences)) return std::nullopt;
    if (folds == 1) return seen_by_network(file, classifier.model(), sequences, is_meant);
    Networks networks;
    for (std::size_t fold = 0; fold < folds; ++fold) networks.push_back(classifier.model(fold));
    auto const jets = read_seen_jets(seen_jets_beside(file), networks);
    if (!jets) return std::nullopt;
    TrainingSamples const samples{networks};
    return counted(sequences, *jets, is_meant, [&](EventInfo const& event, SeenRow const* row) {
        return seen_by_folds(samples, folds, event, row);
    });
}

std::string seen_under_other_ids(std::string const& file, Classifier const& classifier,
                                 data::Sequences const& sequences, WhichEvents const& is_meant) {
    auto const seen = seen_by_jets(file, classifier, sequences, is_meant);
    auto const n = seen ? seen->under_other_ids.training + seen->under_other_ids.validation : 0;
    if (n == 0) return "";
    return (seen->is_estimate ? "about " : "") + std::to_string(n) + (n == 1 ? " event has" : " events have") +
           " jets that the training of " + file + " has seen under another sampleId or eventNumber (" +
           (classifier.folds() == 1 ? "they count as unseen" : "networks that have seen them score them") +
           "). Give them the numbers that they had there";
}

std::string seen_jets_beside(std::string const& file) {
    return (std::filesystem::path{file}.parent_path() / "seen_jets.h5").string();
}

bool has_seen_jets(std::string const& file) { return std::filesystem::exists(seen_jets_beside(file)); }

namespace {

Networks networks_of(Classifier const& classifier) {
    Networks networks;
    for (std::size_t fold = 0; fold < classifier.folds(); ++fold) networks.push_back(classifier.model(fold));
    return networks;
}

std::string check_seen_jets(std::string const& file, Networks const& networks) {
    auto const path = seen_jets_beside(file);
    if (!is_record_of(path, networks) || read_seen_jets(path, networks)) return "";
    return path + " has the hashes of an earlier jetseq (whether the training of " + file +
           " has seen events under other ids is not known). Train again to know it";
}

}  // namespace

std::string check_seen_jets(std::string const& file) {
    return check_seen_jets(file, read_frozen_ensemble(file).networks);
}

std::string check_seen_jets(std::string const& file, Classifier const& classifier) {
    return check_seen_jets(file, networks_of(classifier));
}

void warn_of_other_ids(std::string const& file, Classifier const& classifier, data::Sequences const& sequences,
                       Listener& listener) {
    if (classifier.folds() == 1) return;
    if (auto const why = check_seen_jets(file, classifier); !why.empty()) listener.warning(why);
    auto const seen = seen_under_other_ids(file, classifier, sequences);
    if (!seen.empty()) listener.warning(seen);
}

}  // namespace jetseq::workflow
