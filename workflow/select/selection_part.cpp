#include "workflow/select/selection_part.hpp"

#include <cstring>
#include <filesystem>
#include <type_traits>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/output_file.hpp"
#include "core/io/parts_folder.hpp"
#include "core/io/read_file.hpp"
#include "select/cutflow/cutflow_file.hpp"

namespace jetseq::workflow {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t fingerprint_size = 64;

template <class T>
void put(std::string& bytes, T const* values, std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes.append(reinterpret_cast<char const*>(&count), sizeof count);
    bytes.append(reinterpret_cast<char const*>(values), count * sizeof(T));
}

std::vector<std::string> lines_of(std::string const& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        auto const end = text.find('\n', begin);
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

/// Reads what put() has written, in the same order.
class Taker {
public:
    Taker(std::string const& bytes, std::size_t at) : bytes_{bytes}, at_{at} {}

    template <class List>
    List take() {
        std::size_t count = 0;
        copy(&count, sizeof count);
        if (count > bytes_.size()) throw Error{"a part of the selection is damaged. Remove the folder parts"};
        List list;
        list.resize(count);
        copy(list.data(), count * sizeof *list.data());
        return list;
    }

private:
    void copy(void* into, std::size_t size) {
        if (size > bytes_.size() - at_) throw Error{"a part of the selection is damaged. Remove the folder parts"};
        if (size > 0) std::memcpy(into, bytes_.data() + at_, size);
        at_ += size;
    }

    std::string const& bytes_;
    std::size_t at_;
};

/// Fingerprint and number of rows.
std::string head_of(std::string const& path) {
    constexpr std::size_t size = fingerprint_size + sizeof(std::size_t);
    std::string head = read_head(path, size);
    return head.size() == size ? head : "";
}

/// Whether there is a regular file at `path`, not a link.
bool is_plain(fs::path const& path) {
    std::error_code error;
    return fs::symlink_status(path, error).type() == fs::file_type::regular;
}

bool is_nothing(fs::path const& path) {
    std::error_code error;
    return fs::symlink_status(path, error).type() == fs::file_type::not_found;
}

/// Whether write_part() has written the file at `path`.
bool is_part(fs::path const& path) {
    if (!is_plain(path)) return false;
    auto const head = head_of(path);
    return !head.empty() && head.find_first_not_of("0123456789abcdef") >= fingerprint_size;
}

bool is_cutflow_of_part(fs::path const& path) { return is_plain(path) && kind_of_file(path).what == "a cutflow"; }

bool is_number(std::string const& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// Whether `file` is a part or its cutflow, by name and by content.
bool is_of_parts(fs::path file) {
    if (file.extension() == ".json") {
        bool const is_cutflow = is_cutflow_of_part(file);
        file.replace_extension();
        return is_cutflow && file.extension() == ".part" && is_number(file.stem());
    }
    return file.extension() == ".part" && is_number(file.stem()) && is_part(file);
}

}  // namespace

void write_part(std::string const& path, std::string const& fingerprint, SelectionPart const& part) {
    std::string bytes = fingerprint;
    bytes.resize(fingerprint_size);
    put(bytes, part.rows.data(), part.rows.size());
    put(bytes, &part.in_several_regions, 1);
    put(bytes, &part.tally, 1);
    auto const& sequences = part.sequences;
    put(bytes, sequences.events.data(), sequences.events.size());
    put(bytes, sequences.regimes.data(), sequences.regimes.size());
    put(bytes, sequences.offsets.data(), sequences.offsets.size());
    put(bytes, sequences.jets.data(), sequences.jets.size());
    put(bytes, &sequences.selection, 1);
    for (auto const& list : sequences.objects) {
        put(bytes, list.offsets.data(), list.offsets.size());
        put(bytes, list.values.data(), list.values.size());
    }
    put(bytes, sequences.variables.values.data(), sequences.variables.values.size());
    std::string notes;
    for (auto const& note : part.notes) notes += note + '\n';
    put(bytes, notes.data(), notes.size());
    std::error_code error;
    fs::remove(path, error);  // of another selection: it must not be combined with the new cutflow
    if (error) throw Error{"can't remove " + path + " (" + error.message() + "). Remove it, or choose another folder"};
    write_file(path + ".json", to_json(part.cutflow));
    write_file(path, bytes);  // last: if it matches, so does the cutflow
}

bool part_matches(std::string const& path, std::string const& fingerprint) {
    return head_of(path).substr(0, fingerprint_size) == fingerprint && std::filesystem::exists(path + ".json");
}

std::size_t rows_of_part(std::string const& path) {
    std::string const head = head_of(path);
    std::size_t rows = 0;
    if (!head.empty()) std::memcpy(&rows, head.data() + fingerprint_size, sizeof rows);
    return rows;
}

std::optional<SelectionPart> read_part(std::string const& path, std::string const& fingerprint,
                                       data::EventChoice const& inputs) {
    if (!part_matches(path, fingerprint)) return std::nullopt;
    std::string const bytes =
        read_file(path, std::numeric_limits<std::size_t>::max());  // written by jetseq, of any size
    Taker from{bytes, fingerprint_size};
    SelectionPart part;
    part.rows = from.take<std::vector<data::SelectedRow>>();
    part.in_several_regions = from.take<std::vector<std::size_t>>().at(0);
    part.tally = from.take<std::vector<ObjectTally>>().at(0);
    part.sequences.events = from.take<data::Column<EventInfo>>();
    part.sequences.regimes = from.take<data::Column<Regime>>();
    part.sequences.offsets = from.take<data::Column<std::uint64_t>>();
    part.sequences.jets = from.take<data::Column<Jet>>();
    part.sequences.selection = from.take<std::vector<data::JetSelection>>().at(0);
    for (auto const& choice : inputs.objects) {
        auto& list = part.sequences.objects.emplace_back();
        list.choice = choice;
        list.offsets = from.take<data::Column<std::uint64_t>>();
        list.values = from.take<data::Column<float>>();
    }
    part.sequences.variables.names = inputs.variables;
    part.sequences.variables.values = from.take<data::Column<float>>();
    part.notes = lines_of(from.take<std::string>());
    part.cutflow = read_cutflow(path + ".json");
    return part;
}

void require_part_or_nothing(std::string const& path) {
    for (auto const& file : {path, path + ".json"}) {
        if (is_nothing(file) || (file == path ? is_part(file) : is_cutflow_of_part(file))) continue;
        throw Error{file + " is not a part of a selection (it would be lost). Move it away, or choose another folder"};
    }
}

void remove_parts(std::string const& folder) {
    std::error_code error;
    std::vector<std::string> parts;
    for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        if (is_of_parts(at->path())) parts.push_back(at->path());
    }
    remove_parts_folder(folder, parts);
}

}  // namespace jetseq::workflow
