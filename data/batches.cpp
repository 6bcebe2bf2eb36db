#include "jetseq/data/batches.hpp"

#include <algorithm>

#include "jetseq/event/random.hpp"

namespace jetseq {
namespace {

void sort_by_length(Sequences const& sequences, std::vector<std::size_t>& indices) {
    std::stable_sort(indices.begin(), indices.end(),
                     [&](std::size_t a, std::size_t b) { return sequences.length(a) > sequences.length(b); });
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
                                  std::size_t batch_size, std::uint64_t seed, std::uint64_t epoch) {
    auto drawn = indices;
    Random random{seed, epoch};
    shuffle(drawn, random);
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

}  // namespace jetseq
