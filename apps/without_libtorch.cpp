#include "apps/libtorch_program.hpp"
#include "train/backends/cuda_scores.hpp"
#include "train/ranks/c10d_ranks.hpp"
#include "train/torch/libtorch_scores.hpp"

/// Replaces the functions that need LibTorch in the program `jetseq`. Loading LibTorch takes half a second and 700 MB
/// of address space, so commands that can do without it run here. If one of these functions is called, main() restarts
/// the command in `jetseq-libtorch`. They must therefore be called before anything is printed or written. Commands that
/// always need LibTorch are marked in the table of apps/main.cpp.
namespace jetseq::train {

std::vector<float> libtorch_probabilities(FrozenModel const&, data::Sequences const&, std::vector<std::size_t> const&) {
    throw apps::NeedsLibtorch{};
}
std::vector<float> libtorch_scores(FrozenModel const&, data::Sequences const&, std::vector<std::size_t> const&) {
    throw apps::NeedsLibtorch{};
}
void check_canaries_by_libtorch(FrozenModel const&) { throw apps::NeedsLibtorch{}; }
void require_cuda() { throw apps::NeedsLibtorch{}; }
LogitsOf cuda_logits(NetworkSize const&, std::vector<float> const&) { throw apps::NeedsLibtorch{}; }
std::vector<float> cuda_probabilities(FrozenEnsemble const&, data::Sequences const&, MakeLogits const&) {
    throw apps::NeedsLibtorch{};
}
std::string libtorch_version() { throw apps::NeedsLibtorch{}; }
std::string ranks_transport() { throw apps::NeedsLibtorch{}; }

}  // namespace jetseq::train
