#pragma once
#if defined(__x86_64__)
#include <cpuid.h>
#include <stdint.h>

/// What this processor can run and the system keeps the registers of (Intel 64 and IA-32 Architectures Software
/// Developer's Manual, volume 1, 14.3 and 15.2). The compiler's own question for it brings 5 kB of names of processors.
namespace jetseq::simd {

struct Processor {
    bool avx2 = false;    ///< with FMA
    bool avx512 = false;  ///< F and DQ, with the above
};

inline Processor this_processor() noexcept {
    constexpr uint32_t fma = 1U << 12, osxsave = 1U << 27, avx = 1U << 28;       // leaf 1, ecx
    constexpr uint32_t avx2 = 1U << 5, avx512f = 1U << 16, avx512dq = 1U << 17;  // leaf 7, ebx
    constexpr uint32_t ymm = 0x6, zmm = 0xe6;                                    // what the system saves
    uint32_t a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & (fma | osxsave | avx)) != (fma | osxsave | avx)) return {};
    uint32_t saved = 0, high = 0;
    asm("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
    if ((saved & ymm) != ymm || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & avx2)) return {};
    constexpr uint32_t both = avx512f | avx512dq;
    return {true, (saved & zmm) == zmm && (b & both) == both};
}

}  // namespace jetseq::simd
#endif
