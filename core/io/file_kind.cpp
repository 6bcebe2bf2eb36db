#include "core/io/file_kind.hpp"

#include <filesystem>
#include <fstream>
#include <string_view>

#include "core/io/read_file.hpp"

namespace jetseq {
namespace {

/// A file that begins with `bytes`.
struct Magic {
    std::string_view bytes;
    char const *what, *advice;
};

constexpr Magic magics[] = {
    {"\x89HDF\r\n\x1a\n", "an HDF5 file", "HDF5 holds events, sequences or scores"},
    {{"root\0", 5}, "a ROOT file", "Make events of ROOT ntuples first"},
    {"\x1f\x8b", "compressed by gzip", "Unpack it with gunzip"},
    {"\xfd"
     "7zXZ",
     "compressed by xz", "Unpack it with unxz"},
    {"BZh", "compressed by bzip2", "Unpack it with bunzip2"},
    {"\x28\xb5\x2f\xfd", "compressed by zstd", "Unpack it with unzstd"},
    {"\x04\x22\x4d\x18", "compressed by lz4", "Unpack it with unlz4"},
    {"PK\x03\x04", "a zip archive, a checkpoint, NumPy's .npz or a PyTorch file",
     "Unpack an archive with unzip; a run directory stands for its checkpoint"},
    {"\x93NUMPY", "a NumPy array", "docs/reference/formats.md says how events come as HDF5"},
    {"PAR1", "a Parquet file", "docs/reference/formats.md says how events come as HDF5"},
    {"ARROW1", "an Arrow file", "docs/reference/formats.md says how events come as HDF5"},
    {"\x80\x02", "a Python pickle", "Write its arrays as HDF5 (docs/reference/formats.md)"},
    {"\x80\x04", "a Python pickle", "Write its arrays as HDF5 (docs/reference/formats.md)"},
    {"\x80\x05", "a Python pickle", "Write its arrays as HDF5 (docs/reference/formats.md)"},
    {"<LesHouchesEvents", "an LHE file", "Make events of it first"},
    {"HepMC::Version", "a HepMC3 file", "Make events of it first"},
    {"version https://git-lfs", "a pointer of Git LFS, not the file itself", "Fetch the file with git lfs pull"},
    {"%PDF", "a PDF", ""},
    {"\x89PNG", "a picture", ""},
    {"<svg", "a picture", ""},
    {"<!DOCTYPE html", "a page of HTML", "Beside a report's page stands its report.json"},
    {"<!doctype html", "a page of HTML", "Beside a report's page stands its report.json"},
    {"\x7f"
     "ELF",
     "a program", ""},
};

/// A JSON document that contains all of `keys`.
struct Keys {
    char const* keys[3];
    char const *what, *advice;
};

constexpr char lwtnn[] = "an lwtnn model";

// The first match counts.
constexpr Keys documents[] = {
    {{"\"jetseq_report\""}, "a report", "Compare it with other reports"},
    {{"\"jetseq_regression_report\""}, "a report of a regression", "Its numbers are under `models`"},
    {{"\"jetseq_comparison\""}, "the comparison of two reports", ""},
    {{"\"jetseq_fit\""}, "the result of a fit", "Look at it"},
    {{"\"jetseq_cutflow\""}, "a cutflow", "Look at it, or add it to others"},
    {{"\"jetseq_boson_tagger\""}, "a boson tagger", "Give it to a selection"},
    {{"\"jetseq_bin_edges\""}, "the bin edges beside a workspace", "Fit the workspace"},
    {{"\"jetseq_run\""}, "the record of a training", "Name the run directory, or its model"},
    {{"\"jetseq_trainings\""}, "the summary of several trainings", "Name the run directory, or its model"},
    {{"\"jetseq_scan\""}, "the result of a scan", "Name one of its trainings"},
    {{"\"jetseq_ensemble\""}, "a frozen ensemble", "Score events with it"},
    {{"\"jetseq\":", "\"input"}, "a frozen model", "Score events with it, or export it"},
    {{"\"jetseq_model\""}, "a frozen model", "Score events with it, or export it"},
    {{"\"patches\"", "\"metadata\""},
     "a pyhf patchset",
     "Apply one of its patches with pyhf patchset apply, and fit the workspace that comes out"},
    {{"\"channels\"", "\"measurements\""}, "a pyhf workspace", "Fit it"},
    {{"\"distributions\"", "\"domains\""}, "an HS3 workspace", "Write it with pyhf, whose workspaces can be fitted"},
    {{"\"input_sequences\"", "\"layers\""},
     lwtnn,
     "lwtnn runs it; what is read here are frozen models of jetseq, which can be exported for lwtnn"},
    {{"\"layers\"", "\"inputs\"", "\"outputs\""},
     lwtnn,
     "lwtnn runs it; what is read here are frozen models of jetseq, which can be exported for lwtnn"},
    {{"\"corrections\"", "\"schema_version\""}, "a file of correctionlib", ""},
    {{"\"cells\"", "\"nbformat\""}, "a Jupyter notebook", ""},
};

bool fits(Keys const& document, std::string const& head) {
    for (char const* key : document.keys) {
        if (key && head.find(key) == head.npos) return false;
    }
    return true;
}

FileKind kind_of_json(std::string const& head) {
    for (auto const& document : documents) {
        if (fits(document, head)) return {document.what, document.advice};
    }
    return {};
}

/// The top-level names of a JSON document, `"name":`, and each `"kind": "value"` of the document and its members,
/// anywhere in the file.
struct Outline {
    std::string text;
    bool is_whole = false;  ///< all brackets are closed
};

/// Reads a JSON document character by character, and skips what is between its names.
class Outliner {
public:
    Outline of(std::istream& stream) {
        std::string block(std::size_t{1} << 16, '\0');
        while (stream.read(block.data(), static_cast<std::streamsize>(block.size())), stream.gcount() > 0) {
            for (std::streamsize n = 0; n < stream.gcount(); ++n) take(block[static_cast<std::size_t>(n)]);
        }
        outline_.is_whole = depth_ == 0 && !in_text_;
        return outline_;
    }

private:
    void take(char c) {
        if (in_text_)
            take_of_text(c);
        else if (c == '"')
            in_text_ = true, last_.clear();
        else if (c == '{' || c == '[')
            ++depth_, is_kind_ = false;
        else if (c == '}' || c == ']')
            end_value(), --depth_;
        else if (c == ',')
            end_value();
        else if (c == ':')
            end_name();
    }

    void take_of_text(char c) {
        if (is_escaped_)
            is_escaped_ = false;
        else if (c == '\\')
            is_escaped_ = true;
        else if (c == '"')
            in_text_ = false;
        else if (depth_ <= 2 && last_.size() < 64)
            last_ += c;
    }

    void end_name() {
        if (depth_ == 1) outline_.text += '"' + last_ + "\":";
        is_kind_ = depth_ <= 2 && last_ == "kind";
        last_.clear();
    }

    void end_value() {
        if (is_kind_) outline_.text += '"' + last_ + '"';
        is_kind_ = false;
    }

    Outline outline_;
    std::string last_;  ///< text
    long depth_ = 0;
    bool in_text_ = false, is_escaped_ = false, is_kind_ = false;
};

}  // namespace

FileKind kind_of_text(std::string const& head) {
    for (auto const& magic : magics) {
        if (head.compare(0, magic.bytes.size(), magic.bytes) == 0) return {magic.what, magic.advice};
    }
    auto const first = head.find_first_not_of(" \t\r\n");
    if (first == head.npos) return {};
    if (head[first] == '[')
        return {"a JSON list, such as a patch of a workspace",
                "If it is a patch of a workspace: jsonpatch BACKGROUND.json PATCH.json > workspace.json"};
    return head[first] == '{' ? kind_of_json(head) : FileKind{};
}

FileKind kind_of_file(std::string const& path) {
    constexpr std::size_t most = std::size_t{1} << 16;
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return {};  // reading a pipe would consume it
    std::string const head = read_head(path, most);
    auto const first = head.find_first_not_of(" \t\r\n");
    if (first == head.npos || head[first] != '{') return kind_of_text(head);
    std::ifstream stream{path, std::ios::binary};
    auto const outline = Outliner{}.of(stream);  // the names of a long document may be at its end
    auto const kind = kind_of_json(outline.text);
    if (kind.what != lwtnn || outline.is_whole) return kind;
    return {"JSON that ends early, an lwtnn or a frozen model that is cut short", "Copy or make it again"};
}

std::string not_what_is_wanted(std::string const& path, std::string const& wanted) {
    auto const kind = kind_of_file(path);
    if (!kind.known() || kind.what == wanted) return "";
    return "can't read " + path + " (it is " + kind.what + ", not " + wanted + ")" +
           (kind.advice.empty() ? "" : ". " + kind.advice);
}

void explain_foreign_files() { explain_foreign_files(not_what_is_wanted); }

}  // namespace jetseq
