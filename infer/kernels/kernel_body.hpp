#pragma once
#include "infer/kernels/kernel_gru.hpp"
#include "infer/kernels/kernel_many.hpp"
#include "infer/kernels/kernel_one.hpp"
#include "infer/kernels/kernel_steps.hpp"

namespace jetseq::kernel {
namespace {

template <class V>
constexpr Kernel kernel_of(char const* name, bool fused) {
    return {name,          fused,        V::width,       V::rest_vectors, lanes_of<V>, step_one<V>,
            output_one<V>, step_many<V>, output_many<V>, steps_one<V>,    gru_step<V>, gru_step_many<V>};
}

}  // namespace
}  // namespace jetseq::kernel
