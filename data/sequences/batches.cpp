#include "data/sequences/batches.hpp"

#include <algorithm>

#include "core/math/random.hpp"

namespace jetseq::data {
namespace {

void sort_by_length(Sequences const& sequences, std::vector<std::size_t>& indices) {
    std::stable_sort(indices.begin(), indices.end(),
                     [&](std::size_t a, std::size_t b) { return sequences.read_length(a) > sequences.read_length(b); });
}

constexpr std::size_t block_size = 4096;  // neighbours that stay together until their pool is shuffled

std::vector<std::size_t> drawn_in_pools(std::vector<std::size_t> const& indices, std::size_t pool, Random& random) {
    auto drawn = indices;
    if (indices.size() > pool) {
        std::vector<std::size_t> blocks;
        for (std::size_t first = 0; first < indices.size(); first += block_size) blocks.push_back(first);
        shuffle(blocks, random);
        drawn.clear();
        for (std::size_t const first : blocks) {
            auto const begin = indices.begin() + static_cast<std::ptrdiff_t>(first);
            auto const count = std::min(block_size, indices.size() - first);
            drawn.insert(drawn.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
        }
    }
    for (std::size_t first = 0; first < drawn.size(); first += pool) {
        shuffle(drawn, first, std::min(first + pool, drawn.size()), random);
    }
    return drawn;
}

std::vector<Batch> cut(std::vector<std::size_t> const& indices, std::size_t batch_size) {
    std::vector<Batch> batches;
    for (std::size_t first = 0; first < indices.size(); first += batch_size) {
        auto const begin = indices.begin() + static_cast<std::ptrdiff_t>(first);
        batches.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(std::min(batch_size, indices.size() - first)));
    }
    return batches;
}

}  // namespace

std::vector<Batch> random_batches(Sequences const& sequences, std::vector<std::size_t> const& indices,
                                  std::size_t batch_size, std::uint64_t seed, std::uint64_t epoch, std::size_t pool) {
    Random random{seed, epoch};
    auto const drawn = drawn_in_pools(indices, pool, random);
    auto batches = cut(drawn, batch_size);
    for (auto& batch : batches) sort_by_length(sequences, batch);
    return batches;
}

std::vector<Batch> batches_by_length(Sequences const& sequences, std::vector<std::size_t> const& indices,
                                     std::size_t batch_size) {
    auto sorted = indices;
    sort_by_length(sequences, sorted);
    return cut(sorted, batch_size);
}

}  // namespace jetseq::data
