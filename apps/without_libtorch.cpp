#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "apps/options/command.hpp"
#include "core/error.hpp"
#include "train/backends/cuda_scores.hpp"
#include "train/loop/train.hpp"
#include "train/ranks/c10d_ranks.hpp"

/// What the program `jetseq` has in place of all that LibTorch is needed for. Loading that library takes half a second
/// and 700 MB of address space, so a command that can do without it never sees it; any other goes on as
/// `jetseq-libtorch`, the same program with LibTorch in it, from its beginning. So these are called before anything is
/// written or printed.
namespace jetseq {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void go_on_with_libtorch() {
    fs::path const other = fs::read_symlink("/proc/self/exe").parent_path() / "jetseq-libtorch";
    std::ifstream file{"/proc/self/cmdline"};
    std::string words{std::istreambuf_iterator<char>{file}, {}};
    std::vector<char*> argv;
    for (std::size_t at = 0; at < words.size(); at += std::strlen(&words[at]) + 1) argv.push_back(&words[at]);
    argv.push_back(nullptr);
    execv(other.c_str(), argv.data());
    throw Error{"can't start " + other.string() + " (" + std::strerror(errno) +
                "). It holds the commands that use LibTorch and belongs beside jetseq: install both"};
}

}  // namespace

int run_train(int, char**) { go_on_with_libtorch(); }
int run_rerun(int, char**) { go_on_with_libtorch(); }
int run_scan(int, char**) { go_on_with_libtorch(); }
int run_export(int, char**) { go_on_with_libtorch(); }
int run_evaluate(int, char**) { go_on_with_libtorch(); }

std::vector<float> libtorch_probabilities(FrozenModel const&, Sequences const&, std::vector<std::size_t> const&) {
    go_on_with_libtorch();
}
std::vector<float> libtorch_scores(FrozenModel const&, Sequences const&, std::vector<std::size_t> const&) {
    go_on_with_libtorch();
}
void check_canaries_by_libtorch(FrozenModel const&) { go_on_with_libtorch(); }
void require_cuda() { go_on_with_libtorch(); }
LogitsOf cuda_logits(NetworkSize const&, std::vector<float> const&) { go_on_with_libtorch(); }
std::vector<float> cuda_probabilities(FrozenEnsemble const&, Sequences const&, MakeLogits const&) {
    go_on_with_libtorch();
}
std::string libtorch_version() { go_on_with_libtorch(); }
std::string ranks_transport() { go_on_with_libtorch(); }

}  // namespace jetseq
