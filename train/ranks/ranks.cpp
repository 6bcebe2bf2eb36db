#include "train/ranks/ranks.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace jetseq::train {
namespace {

std::string listed(std::vector<std::size_t> const& ranks) {
    std::string text = ranks.size() == 1 ? "rank " : "ranks ";
    for (std::size_t k = 0; k < ranks.size(); ++k) text += (k > 0 ? ", " : "") + std::to_string(ranks[k]);
    return text;
}

}  // namespace

std::vector<std::vector<float>> Ranks::gather_lists(std::vector<float> const& own) {
    if (alone()) return {own};
    auto const length = static_cast<std::uint32_t>(own.size());
    float carrier;
    std::memcpy(&carrier, &length, sizeof carrier);
    std::vector<std::uint32_t> lengths;
    for (auto const list : gather({&carrier, 1})) std::memcpy(&lengths.emplace_back(), list.data(), sizeof carrier);
    auto padded = own;
    padded.resize(*std::max_element(lengths.begin(), lengths.end()));
    std::vector<std::vector<float>> all;
    for (auto const list : gather(padded)) all.emplace_back(list.begin(), list.begin() + lengths[all.size()]);
    return all;
}

std::vector<std::string> Ranks::gather_texts(std::string const& own) {
    if (alone()) return {own};
    std::vector<float> carrier(2 + own.size() / sizeof(float));
    auto const length = static_cast<std::uint32_t>(own.size());
    std::memcpy(carrier.data(), &length, sizeof length);
    std::memcpy(carrier.data() + 1, own.data(), own.size());
    std::vector<std::string> all;
    for (auto const& list : gather_lists(carrier)) {
        std::uint32_t size;
        std::memcpy(&size, list.data(), sizeof size);
        all.emplace_back(reinterpret_cast<char const*>(list.data() + 1), size);
    }
    return all;
}

void Ranks::require_same(std::string const& what, std::string const& value) {
    if (alone()) return;
    std::vector<std::size_t> others;
    auto const all = gather_texts(value);
    for (std::size_t rank = 1; rank < all.size(); ++rank) {
        if (all[rank] != all[0]) others.push_back(rank);
    }
    if (others.empty()) return;
    throw Error{listed(others) + " of " + std::to_string(size()) + " and rank 0 differ in " + what +
                ". Give every rank the same files, configuration and jetseq"};
}

}  // namespace jetseq::train
