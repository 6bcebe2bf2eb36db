#include "jetseq/event/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "jetseq/event/error.hpp"

namespace jetseq {
namespace fs = std::filesystem;
namespace {

Error cannot_write(std::string const& path, std::string const& why) {
    return Error{"can't write " + path + " (" + why + "). Choose a folder that you can write to and that has room"};
}

/// Brings what the system holds of `path` to the disk; the disk may turn out to be full only here.
void flush_to_disk(std::string const& path) {
    int const file = ::open(path.c_str(), O_RDONLY);
    if (file < 0) throw cannot_write(path, std::strerror(errno));
    int const failed = ::fsync(file) != 0 && errno != EINVAL ? errno : 0;
    ::close(file);
    if (failed) throw cannot_write(path, std::strerror(failed));
}

}  // namespace

OutputFile::OutputFile(std::string path) : path_{std::move(path)}, temporary_{path_ + ".part"} {
    std::error_code error;
    auto const folder = fs::path{path_}.parent_path();
    if (!folder.empty()) fs::create_directories(folder, error);
    if (error) throw cannot_write(path_, error.message());
    if (fs::is_directory(path_, error)) throw cannot_write(path_, "it is a folder");
    std::ofstream probe{temporary_, std::ios::binary};
    if (!probe) throw cannot_write(path_, std::strerror(errno));
}

OutputFile::~OutputFile() {
    std::error_code ignored;
    if (!committed_) fs::remove(temporary_, ignored);
}

void OutputFile::commit() {
    flush_to_disk(temporary_);
    std::error_code error;
    fs::rename(temporary_, path_, error);
    if (error) throw cannot_write(path_, error.message());
    committed_ = true;
}

void write_file(std::string const& path, std::string const& text) {
    OutputFile output{path};
    std::ofstream stream{output.temporary_path(), std::ios::binary};
    stream << text << std::flush;
    if (!stream) throw cannot_write(path, std::strerror(errno));
    stream.close();
    output.commit();
}

std::string read_file(std::string const& path, std::size_t most) {
    constexpr std::size_t step = std::size_t{1} << 18;
    std::error_code error;
    if (fs::is_directory(path, error)) throw Error{"can't read " + path + " (it is a folder). Name a file"};
    std::ifstream stream{path, std::ios::binary};
    if (!stream) throw Error{"can't open " + path + " (" + std::strerror(errno) + "). Check the path"};
    std::string text;
    for (std::size_t size = 0; stream; text.resize(size)) {
        text.resize(size + step);
        stream.read(text.data() + size, step);
        size += static_cast<std::size_t>(stream.gcount());
        if (size > most) {
            throw Error{"can't read " + path + " (more than " + std::to_string(most) +
                        " bytes, which no such file of ours has). Name another file"};
        }
    }
    if (stream.bad()) throw Error{"can't read " + path + " (" + std::strerror(errno) + "). Check the disk"};
    return text;
}

}  // namespace jetseq
