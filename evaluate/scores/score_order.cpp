#include "evaluate/scores/score_order.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <limits>
#include <utility>

#include "core/error.hpp"

namespace jetseq::evaluate {
namespace {

constexpr int digit_bits = 11;  // 32 bits in three passes; 2048 places to write to stay in the cache
constexpr std::size_t digits = std::size_t{1} << digit_bits;
using Counts = std::array<std::uint32_t, digits>;

/// A key that rises as the score falls: the bits of a positive float, inverted except for the sign.
std::uint32_t key_of(float score) {
    auto const bits = std::bit_cast<std::uint32_t>(score + 0.0F);  // -0 becomes 0
    return bits >> 31 ? bits : bits ^ 0x7fffffffU;
}

std::size_t digit(float score, int pass) { return (key_of(score) >> (pass * digit_bits)) & (digits - 1); }

/// [pass]
using Places = std::array<Counts, 3>;

/// Turns counts of digits into positions of their first events; returns the sum of the counts.
std::size_t to_places(Counts& counts) {
    std::uint32_t place = 0;
    for (auto& count : counts) count = std::exchange(place, place + count);
    return place;
}

void scatter(std::vector<WeightedScore> const& from, std::vector<WeightedScore>& to, Counts& places, int pass) {
    for (auto const& event : from) to[places[digit(event.score, pass)]++] = event;
}

/// The second and third pass.
void finish(std::vector<WeightedScore>& events, Places& places) {
    std::vector<WeightedScore> other(events.size());
    scatter(events, other, places[1], 1);
    scatter(other, events, places[2], 2);
}

}  // namespace

ByFallingScore by_falling_score(std::span<float const> score, std::span<std::int8_t const> label,
                                std::span<float const> weight) {
    if (score.size() > std::numeric_limits<std::uint32_t>::max()) {
        throw Error{"too many events for one curve (2^32 or more). Take a part of them"};
    }
    std::array<Places, 2> places{};  // [class]: others, VBF. One pass over both has no branch to mispredict
    for (std::size_t i = 0; i < score.size(); ++i) {
        auto& of_class = places[label[i] == 1];
        for (int pass = 0; pass < 3; ++pass) ++of_class[static_cast<std::size_t>(pass)][digit(score[i], pass)];
    }
    ByFallingScore sorted;
    std::vector<WeightedScore>* const events[] = {&sorted.ggf, &sorted.vbf};
    for (std::size_t c = 0; c < 2; ++c) {
        for (auto& counts : places[c]) events[c]->resize(to_places(counts));
    }
    WeightedScore* const to[] = {sorted.ggf.data(), sorted.vbf.data()};
    for (std::size_t i = 0; i < score.size(); ++i) {
        std::size_t const c = label[i] == 1;
        to[c][places[c][0][digit(score[i], 0)]++] = {score[i], weight[i]};
    }
    finish(sorted.ggf, places[0]);
    finish(sorted.vbf, places[1]);
    return sorted;
}

}  // namespace jetseq::evaluate
