#include "bench/infer/cost.hpp"

#include <dlfcn.h>
#include <link.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

namespace {
bool counting = false;
std::size_t allocations = 0;
}  // namespace

// Counts allocations of this binary and of all its libraries; operator new calls malloc.
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier): names of glibc's own functions
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
// NOLINTEND(bugprone-reserved-identifier)
void* malloc(std::size_t size) noexcept {
    allocations += counting;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
    allocations += counting;
    return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
    allocations += counting;
    return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    allocations += counting;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
    allocations += counting;
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : ENOMEM;
}
}

namespace jetseq::bench {
namespace {

constexpr int loads = 5;
constexpr std::size_t classifiers = 16;

struct Wanted {
    std::string name;
    std::size_t bytes = 0;
};

int add_mapped(dl_phdr_info* info, std::size_t, void* any) {
    auto& wanted = *static_cast<Wanted*>(any);
    std::string const path = info->dlpi_name;
    if (path.substr(path.rfind('/') + 1).find(wanted.name) == std::string::npos) return 0;
    for (int n = 0; n < info->dlpi_phnum; ++n) {
        if (info->dlpi_phdr[n].p_type == PT_LOAD) wanted.bytes += info->dlpi_phdr[n].p_filesz;
    }
    return 0;
}

double library_kb(std::string const& name) {
    static void* const ours = dlopen(JETSEQ_ALONE, RTLD_NOW | RTLD_LOCAL);  // besides our code linked statically
    Wanted wanted{name};
    dl_iterate_phdr(add_mapped, &wanted);
    return ours ? static_cast<double>(wanted.bytes) / 1e3 : 0;
}

double resident_kb() {
    std::ifstream file{"/proc/self/statm"};
    double pages = 0;
    file >> pages >> pages;
    return pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e3;
}

double resident_kb_each(Engine const& engine) {
    malloc_trim(0);
    double const before = resident_kb();
    std::vector<std::shared_ptr<void>> all;
    for (std::size_t n = 0; n < classifiers; ++n) all.push_back(engine.load());
    return std::max(0.0, (resident_kb() - before) / classifiers);
}

double allocations_per_event(Competitor const& one) {
    std::vector<float> scores(std::min<std::size_t>(one.events, 1000));
    one.run(0, scores.size(), scores.data());  // allocates what is allocated once
    allocations = 0, counting = true;
    one.run(0, scores.size(), scores.data());
    counting = false;
    return static_cast<double>(allocations) / static_cast<double>(scores.size());
}

}  // namespace

Cost cost_of(Engine const& engine) {
    double const resident = resident_kb_each(engine);
    double seconds = 1e30;
    for (int n = 0; n < loads; ++n) seconds = std::min(seconds, seconds_of([&] { engine.load(); }));
    return {engine.name, 1e3 * seconds, library_kb(engine.library), resident,
            allocations_per_event(engine.competitors.front())};
}

}  // namespace jetseq::bench
