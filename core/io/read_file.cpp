#include "core/io/read_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"

namespace jetseq {
namespace fs = std::filesystem;
namespace {

std::atomic<void (*)(std::string const&)> call_on_input = nullptr;
// Set once, before the first thread starts.
std::string (*explanation)(std::string const&, std::string const&) = nullptr;

}  // namespace

void on_input(void (*call)(std::string const& path)) { call_on_input = call; }

void explain_foreign_files(std::string (*explain)(std::string const& path, std::string const& wanted)) {
    explanation = explain;
}

std::string foreign_file(std::string const& path, std::string const& wanted) {
    return explanation ? explanation(path, wanted) : "";
}

void note_input(std::string const& path) {
    if (auto const call = call_on_input.load()) call(path);
}

std::string read_head(std::string const& path, std::size_t most) {
    std::string head(most, '\0');
    std::ifstream stream{path, std::ios::binary};
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream.gcount()));
    return head;
}

std::string read_file(std::string const& path, std::size_t most) {
    constexpr std::size_t step = std::size_t{1} << 18;
    std::error_code error;
    if (fs::is_directory(path, error)) throw Error{"can't read " + path + " (it is a folder). Name a file"};
    note_input(path);
    std::ifstream stream{path, std::ios::binary};
    if (!stream) throw Error{"can't open " + path + " (" + std::strerror(errno) + "). Check the path"};
    std::string text;
    for (std::size_t size = 0; stream; text.resize(size)) {
        text.resize(size + step);
        stream.read(text.data() + size, step);
        size += static_cast<std::size_t>(stream.gcount());
        if (size > most) {
            throw Error{"can't read " + path + " (more than " + std::to_string(most) +
                        " bytes, the most that are read). Name another file"};
        }
    }
    if (stream.bad()) throw Error{"can't read " + path + " (" + std::strerror(errno) + "). Check the disk"};
    return text;
}

}  // namespace jetseq
