#pragma once
#include <cmath>

#include "train/fused/host_and_device.hpp"

/// Arithmetic that the GPU and the CPU (in tests) do with the same accuracy, but not the same bits.
namespace jetseq::train::cuda {

/// a b + c, with one rounding on the GPU.
JETSEQ_BOTH inline float multiply_add(float a, float b, float c) {
#if defined(__CUDA_ARCH__)
    return fmaf(a, b, c);
#else
    return a * b + c;
#endif
}

/// 1 / x for x from 2^-120 to 2^120.
JETSEQ_BOTH inline float inverse(float x) {
#if defined(__CUDA_ARCH__)
    return __fdividef(1.0F, x);
#else
    return 1.0F / x;
#endif
}

/// e^min(x, 27): beyond 27 a gate is 0 or 1 to 12 digits. NaN stays NaN.
JETSEQ_BOTH inline float power_of_e(float x) {
    float const z = x * 1.44269504088896341F;
#if defined(__CUDA_ARCH__)
    return exp2f(z > 40.0F ? 40.0F : z);
#else
    return std::exp2(z > 40.0F ? 40.0F : z);
#endif
}

/// Reads what another multiprocessor has written in this launch, past this one's cache.
template <class Number>
JETSEQ_BOTH inline Number fresh(Number const* from) {
#if defined(__CUDA_ARCH__)
    return __ldcg(from);
#else
    return *from;
#endif
}

/// Neighbours that are read and written at once; `count` is 1, 2 or 4 and divides the index.
template <int count>
struct alignas(4 * count) Floats {
    float at[count];
};

template <int count>
JETSEQ_BOTH inline Floats<count> read(float const* from) {
#if defined(__CUDA_ARCH__)
    return *reinterpret_cast<Floats<count> const*>(from);
#else
    Floats<count> floats;
    for (int n = 0; n < count; ++n) floats.at[n] = from[n];
    return floats;
#endif
}

template <int count>
JETSEQ_BOTH inline void write(float* to, Floats<count> const& floats) {
#if defined(__CUDA_ARCH__)
    *reinterpret_cast<Floats<count>*>(to) = floats;
#else
    for (int n = 0; n < count; ++n) to[n] = floats.at[n];
#endif
}

}  // namespace jetseq::train::cuda
