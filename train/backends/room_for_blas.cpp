#include "train/backends/room_for_blas.hpp"

#include <sys/mman.h>

#include <atomic>

#include "core/error.hpp"

namespace jetseq::train {
namespace {

constexpr std::size_t room = std::size_t{192} << 20;  // OpenBLAS of Debian 12 takes 128 MiB, LibTorch a little more

}  // namespace

void require_room_for_blas() {
    static std::atomic<bool> was_there{false};
    if (was_there) return;  // OpenBLAS keeps its buffers
    void* const asked = ::mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (asked == MAP_FAILED) {
        throw Error{"out of memory (LibTorch needs 192 MB of address space in addition to the data). Raise the limit"};
    }
    ::munmap(asked, room);
    was_there = true;
}

}  // namespace jetseq::train
