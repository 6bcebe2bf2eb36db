#include "apps/libtorch_program.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace jetseq::apps {

void go_on_with_libtorch() {
    std::filesystem::path const other =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "jetseq-libtorch";
    std::ifstream file{"/proc/self/cmdline"};
    std::string words{std::istreambuf_iterator<char>{file}, {}};
    std::vector<char*> argv;
    for (std::size_t at = 0; at < words.size(); at += std::strlen(&words[at]) + 1) argv.push_back(&words[at]);
    argv.push_back(nullptr);
    execv(other.c_str(), argv.data());
    throw Error{"can't start " + other.string() + " (" + std::strerror(errno) +
                "). It holds the commands that use LibTorch and belongs in the folder of jetseq: install both"};
}

}  // namespace jetseq::apps
