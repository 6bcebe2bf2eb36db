#include "core/error.hpp"
#include "train/cuda/networks.hpp"
#include "train/cuda/scorer.hpp"

/// Replaces the .cu files in a build without CUDA: there is no GPU, and using one throws Error.
namespace jetseq::train {
namespace {

[[noreturn]] void no_cuda() {
    throw Error{
        "device cuda: this build has no CUDA kernels (configured without JETSEQ_CUDA). Build with "
        "-DJETSEQ_CUDA=ON, or use the CPU"};
}

}  // namespace

struct CudaEvents::Memory {};
struct CudaNetworks::State {};
struct CudaScorer::State {};

std::string cuda_device_name(int) { return ""; }
std::size_t cuda_free_bytes(int) { return 0; }

CudaEvents::CudaEvents(FusedEvents const&, std::size_t, std::size_t, int) { no_cuda(); }
CudaEvents::~CudaEvents() = default;
std::size_t CudaEvents::bytes(std::size_t, std::size_t, std::size_t) { return 0; }

bool CudaNetworks::serves(NetworkSize const&, int) { return false; }
CudaNetworks::CudaNetworks(NetworkSize const&, CudaPlan const&, std::size_t) { no_cuda(); }
CudaNetworks::CudaNetworks(NetworkSize const&, std::size_t, std::shared_ptr<CudaEvents const> const&, CudaPlan const&) {
    no_cuda();
}
CudaNetworks::~CudaNetworks() = default;
std::size_t CudaNetworks::add(FusedEvents const&, std::size_t) { no_cuda(); }
void CudaNetworks::remove(std::size_t) noexcept {}
std::vector<std::vector<double>> CudaNetworks::learn(std::vector<CudaWork> const&) { no_cuda(); }
std::vector<float> CudaNetworks::gradient(std::size_t, std::vector<std::size_t> const&, FusedStep const&) { no_cuda(); }
std::vector<float> CudaNetworks::logits(std::size_t, std::vector<std::size_t> const&) { no_cuda(); }
std::vector<float> CudaNetworks::parameters(std::size_t) const { no_cuda(); }
std::vector<float> CudaNetworks::moment1(std::size_t) const { no_cuda(); }
std::vector<float> CudaNetworks::moment2(std::size_t) const { no_cuda(); }
std::int64_t CudaNetworks::steps(std::size_t) const noexcept { return 0; }
void CudaNetworks::restore(std::size_t, std::vector<float> const&, std::vector<float> const&, std::vector<float> const&,
                           std::int64_t) {
    no_cuda();
}
std::string CudaNetworks::name() const { return ""; }
CudaPlan CudaNetworks::plan() const noexcept { return {}; }
double CudaNetworks::milliseconds() const noexcept { return 0; }

CudaScorer::CudaScorer(NetworkSize const&, std::vector<float> const&, std::size_t, int) { no_cuda(); }
CudaScorer::~CudaScorer() = default;
void CudaScorer::logits(FusedEvents const&, std::size_t, float*) { no_cuda(); }

}  // namespace jetseq::train
