#include "data/events/file_header.hpp"

#include <algorithm>
#include <filesystem>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/output_file.hpp"
#include "core/version.hpp"

namespace jetseq::data {
namespace {

/// "jetseq_seen_jets" -> "seen jets"
std::string words(std::string kind) {
    kind.erase(0, sizeof "jetseq_" - 1);
    std::replace(kind.begin(), kind.end(), '_', ' ');
    return kind;
}

}  // namespace

bool is_of_kind(std::string const& path, std::string const& kind) {
    return h5::attribute_of_output(path, "kind") == kind;
}

void require_kind_or_nothing(std::string const& path, std::string const& kind) {
    require_no_folder(path);
    std::error_code error;
    if (auto const size = std::filesystem::file_size(path, error); error || size == 0) return;
    std::string const there = h5::attribute_of_output(path, "kind");
    if (there == kind) return;
    bool const ours = there.rfind("jetseq_", 0) == 0;
    std::string const other = kind_of_file(path).what;  // for HDF5 it does not help
    bool const is_named = !other.empty() && other != "an HDF5 file";
    throw Error{"can't write " + path + " (the file there " +
                (ours       ? "holds " + words(there)
                 : is_named ? "is " + other
                            : "was not written by jetseq, or is damaged") +
                ", and would be lost: this writes " + words(kind) + "). Remove it, or choose another output"};
}

void write_header(h5::NewFile& file, std::string const& kind, Attributes attributes) {
    attributes["kind"] = kind;
    attributes["format_version"] = format_version;
    attributes["jetseq_version"] = version();
    attributes["git_revision"] = git_revision();
    for (auto const& [name, value] : attributes) file.write_attribute(name, value);
}

}  // namespace jetseq::data
