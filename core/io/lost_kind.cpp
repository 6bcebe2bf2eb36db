#include "core/io/lost_kind.hpp"

#include <filesystem>
#include <fstream>

#include "core/io/file_kind.hpp"
#include "core/io/read_file.hpp"

namespace jetseq {
namespace {

constexpr std::size_t looked_at = std::size_t{1} << 16;  // at the beginning

enum class Form { text, json, binary };

struct Look {
    Form form;
    std::string kind;  ///< "" if it is not known
};

/// Whether the file ends with a SHA-256, as checkpoints do.
bool is_sealed(std::string const& path) {
    constexpr std::streamoff digits = 64;
    std::string end(digits, '\0');
    std::ifstream stream{path, std::ios::binary};
    stream.seekg(-digits, std::ios::end);
    if (!stream.read(end.data(), digits)) return false;
    return end.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// The kind of a zip archive, by the name of its first file.
std::string kind_of_archive(std::string const& path, std::string const& begin) {
    constexpr std::size_t length_at = 26, name_at = 30;
    if (is_sealed(path)) return "a checkpoint";
    if (begin.size() < name_at) return "a zip archive";
    std::size_t const length = static_cast<unsigned char>(begin[length_at]);
    std::string const name = begin.substr(name_at, length);
    if (name.size() > 4 && name.compare(name.size() - 4, 4, ".npy") == 0) return "an archive of NumPy arrays";
    return name.rfind("archive/", 0) == 0 ? "a TorchScript model" : "a zip archive";
}

/// Whether it is a protocol buffer that begins with the version of ONNX and the name of the producer.
bool is_onnx(std::string const& begin) {
    return begin.size() > 4 && begin[0] == 8 && begin[1] > 0 && begin[1] < 32 && begin[2] == 18;
}

Look look_at(std::string const& path) {
    auto const begin = read_head(path, looked_at);
    Look look{Form::text, kind_of_file(path).what};
    if (begin.find('\0') != std::string::npos) look.form = Form::binary;
    if (begin.compare(0, 4, "PK\x03\x04") == 0) look.kind = kind_of_archive(path, begin);
    if (look.form == Form::binary && is_onnx(begin)) look.kind = "an ONNX model";
    if (begin.compare(0, 5, "<?xml") == 0 && begin.find("<svg") != std::string::npos) look.kind = "a picture";
    auto const first = begin.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && begin[first] == '{') look.form = Form::json;
    return look;
}

}  // namespace

std::string lost_kind(std::string const& old, std::string const& made) {
    std::error_code error;
    if (auto const size = std::filesystem::file_size(old, error); error || size == 0) return "";
    auto const before = look_at(old), after = look_at(made);
    if (before.form == after.form && before.kind == after.kind) return "";
    return before.kind.empty() ? "of another kind" : before.kind;
}

}  // namespace jetseq
