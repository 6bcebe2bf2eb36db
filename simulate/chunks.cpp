#include "simulate/chunks.hpp"

#include <algorithm>
#include <filesystem>

#include "core/error.hpp"
#include "core/io/output_folder.hpp"
#include "core/io/parts_folder.hpp"
#include "core/io/sha256.hpp"
#include "core/math/random.hpp"
#include "core/text/number_in.hpp"
#include "core/text/number_text.hpp"
#include "simulate/generator/generator.hpp"
#include "simulate/jets/jet_file.hpp"
#include "simulate/generator/recipe.hpp"

namespace jetseq::simulate {
namespace {

constexpr std::uint64_t pythia_seeds = 900000000;

/// The seed of a sample; its chunks count from there.
std::uint64_t sample_seed(SimulateOptions const& options) {
    return scrambled(scrambled(options.seed) + static_cast<std::uint64_t>(options.sample_id));
}

std::string joined_lines(std::vector<std::string> const& lines) {
    std::string text;
    for (auto const& line : lines) text.append(text.empty() ? "" : "\n").append(line);
    return text;
}

/// The number with all digits, so that its bits are read back.
std::string exact(double value) { return significant(value, 17); }

/// The name of an attribute that differs between two files; empty if there is none.
std::string difference(data::Attributes const& wanted, data::Attributes const& found) {
    for (auto const& [name, value] : wanted) {
        auto const other = found.find(name);
        if (other == found.end() || other->second != value) return name;
    }
    for (std::string const name : {"output", "pileup"}) {  // written only if they are set
        if (wanted.count(name) != found.count(name)) return name;
    }
    return {};
}

/// A number that write() added to the attributes of the file at `path`.
double number_of(std::string const& path, char const* name) {
    auto const found = data::read_attributes(path);
    auto const at = found.find(name);
    auto const value = at == found.end() ? std::nullopt : number_in<double>(at->second);
    if (value) return *value;
    throw Error{path + ": attribute " + name + " is missing or no number. Remove the file, and run again"};
}

}  // namespace

std::vector<Chunk> chunks(SimulateOptions const& options) {
    std::vector<Chunk> result;
    std::uint64_t const start = sample_seed(options) % pythia_seeds;
    for (std::int64_t first = 0; first < options.events; first += options.events_per_chunk) {
        auto const index = result.size();
        result.push_back({static_cast<int>(index), static_cast<std::uint64_t>(first),
                          static_cast<int>(std::min<std::int64_t>(options.events_per_chunk, options.events - first)),
                          static_cast<int>(1 + (start + index) % pythia_seeds),
                          scrambled(sample_seed(options) + index)});
    }
    return result;
}

data::Attributes attributes(SimulateOptions const& options) {
    data::Attributes result{{"process", name(options.process)},
                            {"mass", number(recipe(options).info.mass)},
                            {"leptons", std::to_string(options.leptons)},
                            {"events", std::to_string(options.events)},
                            {"sample_id", std::to_string(options.sample_id)},
                            {"seed", std::to_string(options.seed)},
                            {"events_per_chunk", std::to_string(options.events_per_chunk)},
                            {"detector", text(options.detector)},
                            {"pythia_version", pythia_version()},
                            {"pythia_settings", joined_lines(recipe(options).pythia_settings)}};
    if (input_kind(options.process) != InputKind::none) {
        result["input"] = std::filesystem::path{options.input}.filename().string();
        result["input_sha256"] = sha256_of_file(options.input);
    }
    if (options.pileup.is_on()) {
        result["pileup"] = text(options.pileup);
        result["pileup_pythia_settings"] = joined_lines(minimum_bias_recipe().pythia_settings);
    }
    if (options.output == SimulateOutput::jets) result["output"] = "jets", result["jets"] = text(options.jets);
    return result;
}

ChunkFolder::ChunkFolder(std::string folder, data::Attributes attributes)
    : folder_{std::move(folder)}, attributes_{std::move(attributes)} {
    require_parts_folder(folder_);
}

std::string ChunkFolder::path(Chunk const& chunk) const {
    auto const index = std::to_string(chunk.index);
    auto const zeros = std::string(4 - std::min<std::size_t>(4, index.size()), '0');
    return folder_ + "/chunk_" + zeros + index + ".h5";
}

bool ChunkFolder::has(Chunk const& chunk) const {
    require_no_link(path(chunk));
    if (!std::filesystem::exists(path(chunk))) return false;
    auto const other = difference(attributes_, data::read_attributes(path(chunk)));
    if (other.empty()) return true;
    throw Error(path(chunk) + " was made with another `" + other +
                "` (it is left from a run that was stopped). Resume with the options of that run, choose another "
                "output file, or remove the folder " +
                folder_ + ".");
}

data::Attributes ChunkFolder::attributes_with(CrossSection const& cross_section) const {
    auto result = attributes_;
    result["chunk_cross_section"] = exact(cross_section.value);
    result["chunk_cross_section_error"] = exact(cross_section.error);
    return result;
}

void ChunkFolder::write(Chunk const& chunk, std::vector<Event> const& events, CrossSection const& cross_section) const {
    data::write_events(path(chunk), events, attributes_with(cross_section));
}

void ChunkFolder::write(Chunk const& chunk, JetSample const& jets, CrossSection const& cross_section) const {
    auto attributes = attributes_with(cross_section);
    attributes["chunk_sum_of_weights"] = exact(jets.sum_of_weights);
    write_jets(path(chunk), jets, attributes);
}

CrossSection ChunkFolder::cross_section(Chunk const& chunk) const {
    return {number_of(path(chunk), "chunk_cross_section"), number_of(path(chunk), "chunk_cross_section_error")};
}

JetSample ChunkFolder::read_jets(Chunk const& chunk) const {
    auto jets = simulate::read_jets(path(chunk));
    jets.sum_of_weights = number_of(path(chunk), "chunk_sum_of_weights");
    return jets;
}

std::vector<Event> ChunkFolder::read(Chunk const& chunk) const { return data::read_events(path(chunk)); }

void ChunkFolder::remove(std::vector<Chunk> const& chunks) const {
    std::vector<std::string> files;
    for (auto const& chunk : chunks) files.push_back(path(chunk));
    remove_parts_folder(folder_, files);
}

}  // namespace jetseq::simulate
