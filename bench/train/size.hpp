#pragma once
#include "bench/train/npy.hpp"
#include "train/fused/layout.hpp"

namespace jetseq::bench {

/// The size of the network for a data set in `folder`.
inline train::NetworkSize read_size(std::string const& folder) {
    auto const numbers = read_npy<std::uint64_t>(folder + "/size.npy");
    return {numbers.at(0), numbers.at(1), numbers.at(2)};
}

}  // namespace jetseq::bench
