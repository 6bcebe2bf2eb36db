#include "jetseq/apps/seen_jets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <unordered_set>

#include "jetseq/data/file_header.hpp"
#include "jetseq/data/identity.hpp"
#include "jetseq/event/output_file.hpp"
#include "jetseq/event/sha256.hpp"

namespace jetseq {
namespace {

constexpr std::size_t most_kept = std::size_t{1} << 20;

/// The jets of an event that a training has seen.
struct Row {
    std::uint64_t jets;
    std::uint8_t validation;  ///< 1: they chose the best epoch, 0: they were learnt from

    bool operator<(Row const& other) const {
        return jets != other.jets ? jets < other.jets : validation < other.validation;
    }
};

std::vector<h5::Field> fields() {
    return {{"jets", H5T_NATIVE_UINT64, offsetof(Row, jets)},
            {"validation", H5T_NATIVE_UINT8, offsetof(Row, validation)}};
}

std::string path_beside(std::string const& file) {
    return (std::filesystem::path{file}.parent_path() / "seen_jets.h5").string();
}

/// A name for the training that a model says it comes from.
std::string training_of(FrozenModel const& model) {
    return sha256(text_of(Json::parse(model.training).value("data", Json(nullptr))));
}

/// All hashes up to a bound, rising, each once: what the events of some trainings have, or a random sample of it.
struct SeenJets {
    std::vector<Row> rows;
    std::uint64_t bound = std::numeric_limits<std::uint64_t>::max();

    /// How many events a row stands for.
    double scale() const { return std::ldexp(1.0, 64) / static_cast<double>(bound); }
};

std::optional<SeenJets> read_seen_jets(std::string const& path, FrozenModel const& model) {
    if (!std::filesystem::exists(path)) return std::nullopt;
    h5::InputFile const file{path};
    auto attributes = file.attributes();
    if (attributes["training"] != training_of(model)) return std::nullopt;
    h5::InputTable const table{file, "seen", 1};
    SeenJets seen{std::vector<Row>(table.rows()), std::strtoull(attributes["bound"].c_str(), nullptr, 10)};
    if (!seen.rows.empty()) table.read(fields(), sizeof(Row), 0, seen.rows.size(), seen.rows.data());
    return seen;
}

/// Puts rows in order; of a hash that was learnt from and validated with, the first stays.
void finish(SeenJets& seen) {
    auto& rows = seen.rows;
    std::erase_if(rows, [&](Row const& row) { return row.jets > seen.bound; });
    std::sort(rows.begin(), rows.end());
    auto const same = [](Row const& a, Row const& b) { return a.jets == b.jets; };
    rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
    if (rows.size() <= most_kept) return;
    rows.resize(most_kept), seen.bound = rows.back().jets;
}

void write(std::string const& path, SeenJets const& seen, FrozenModel const& model) {
    OutputFile output{path};
    h5::NewFile file{output.temporary_path()};
    write_header(file, "jetseq_seen_jets", {{"training", training_of(model)}, {"bound", std::to_string(seen.bound)}});
    file.write_table("seen", fields(), sizeof(Row), seen.rows.size(), 0, seen.rows.data());
    file.close();
    output.commit();
}

}  // namespace

Copies copies_across_parts(Sequences const& sequences, Fold const& fold) {
    std::unordered_set<std::uint64_t> trained_on;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        bool const learnt = sequences.length(n) > 0 && part_of(sequences.events[n], fold) == Part::train;
        if (learnt) trained_on.insert(jets_hash(sequences[n]));
    }
    Copies copies;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const part = part_of(sequences.events[n], fold);
        if (part == Part::train || sequences.length(n) == 0 || trained_on.count(jets_hash(sequences[n])) == 0) continue;
        copies.validation += part == Part::validation, copies.test += part == Part::test;
    }
    return copies;
}

void write_seen_jets(std::string const& directory, FrozenModel const& model, Sequences const& sequences,
                     std::string const& from) {
    SeenJets seen;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const part = part_of(sequences.events[n], model.fold);
        bool const used = sequences.events[n].production != Production::unknown && part != Part::test;
        if (used && sequences.length(n) > 0) seen.rows.push_back({jets_hash(sequences[n]), part == Part::validation});
    }
    if (!from.empty()) {
        auto const before = read_seen_jets(path_beside(from), read_frozen_model(from));
        if (before) {
            seen.rows.insert(seen.rows.end(), before->rows.begin(), before->rows.end());
            seen.bound = before->bound;
        }
    }
    finish(seen);
    write(directory + "/seen_jets.h5", seen, model);
}

std::optional<SeenByJets> seen_by_jets(std::string const& file, FrozenModel const& model, Sequences const& sequences) {
    auto const jets = read_seen_jets(path_beside(file), model);
    if (!jets) return std::nullopt;
    auto const by_id = seen_events(model);
    std::array<double, 3> found{};  // learnt from, validated with, other jets
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const hash = jets_hash(sequences[n]);
        if (hash == 0 || hash > jets->bound) continue;
        auto const part = by_id.part_of(sequences.events[n]);
        bool const has_seen_id = part == Part::train || part == Part::validation;
        auto const at = std::lower_bound(jets->rows.begin(), jets->rows.end(), Row{hash, 0});
        bool const has_seen_jets = at != jets->rows.end() && at->jets == hash;
        if (has_seen_id != has_seen_jets) found[has_seen_id ? 2 : at->validation] += 1;
    }
    auto const whole = [&](double n) { return static_cast<std::uint64_t>(std::llround(n * jets->scale())); };
    return SeenByJets{{whole(found[0]), whole(found[1])}, whole(found[2])};
}

}  // namespace jetseq
