#pragma once
#include "jetseq/infer/kernel_many.hpp"
#include "jetseq/infer/kernel_one.hpp"

namespace jetseq::kernel {
namespace {

template <class V>
constexpr Kernel kernel_of(char const* name, bool fused) {
    return {name,      fused,       V::width,      V::block,     lanes_of<V>,
            V::fewest, step_one<V>, output_one<V>, step_many<V>, output_many<V>};
}

}  // namespace
}  // namespace jetseq::kernel
