#include "apps/libtorch_program.hpp"

#include <sys/resource.h>
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
namespace {

/// Throws Error if a limit of address space (`ulimit -v`) is too low for LibTorch's libraries and the threads of
/// OpenBLAS: they would abort, or hang, before any line of ours.
void require_room_for_libtorch() {
    constexpr std::size_t least = std::size_t{760} << 20;  // on 2 cores 720 MB were too little, 760 MB enough
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur >= least) return;
    throw Error{"out of memory (the limit of address space, ulimit -v, is " + std::to_string(limit.rlim_cur >> 20) +
                " MB; LibTorch needs about " + std::to_string(least >> 20) + " MB). Raise the limit"};
}

}  // namespace

void go_on_with_libtorch() {
    require_room_for_libtorch();
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
