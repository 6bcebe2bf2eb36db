#pragma once

/// Marks functions that CUDA's compiler compiles for the CPU and for the GPU.
#if defined(__CUDACC__)
#define JETSEQ_BOTH __host__ __device__
#else
#define JETSEQ_BOTH
#endif
