#pragma once
#include "train/fused/dropout_bits.hpp"
#include "train/fused/kernel.hpp"

/// The dropout bits of a tile, drawn in vectors.
namespace jetseq::train::fused {
namespace {

/// Philox's rounds on 64-bit words whose upper halves are ignored.
template <class Words>
inline void philox(Words (&counter)[4], uint32_t const* key) {
    Words const a = Words::of(0xd2511f53U), b = Words::of(0xcd9e8d57U);
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; ++round, k0 += 0x9e3779b9U, k1 += 0xbb67ae85U) {
        Words const first = Words::product(counter[0], a), third = Words::product(counter[2], b);
        counter[0] = Words::upper(third) ^ counter[1] ^ Words::of(k0);
        counter[2] = Words::upper(first) ^ counter[3] ^ Words::of(k1);
        counter[1] = third, counter[3] = first;
    }
}

/// What tells masks apart.
struct Draw {
    uint64_t const* hashes;  ///< [lanes] of the events
    uint32_t stream, layer;
    uint32_t words[lanes];  ///< jet << jet_shift, of each event
};

/// Jet t of the longest sequence of a tile, counted by each event's own sequence; the draws of lanes that have not
/// begun are unused.
inline Draw draw_at(size_t sequence, size_t layer, Objects const& objects, size_t t) {
    Draw draw{objects.hashes, static_cast<uint32_t>(sequence), static_cast<uint32_t>(layer), {}};
    for (size_t e = 0; e < lanes; ++e) {
        draw.words[e] = static_cast<uint32_t>(t + objects.lengths[e] - objects.steps) << jet_shift;
    }
    return draw;
}

/// The dropout mask after a layer: [cells, lanes] of 0 or the scale. The bits are those of dropout_bits(). Even and odd
/// events are drawn in the lower halves of two sets of 64-bit words, which joined() interleaves.
template <class V>
inline void draw_dropout(Dropout const& dropout, Draw const& draw, size_t cells, size_t used, float* kept) {
    using Words = typename V::Words;
    uint32_t const threshold = dropout.threshold;
    float const scale = dropout.scale;
    uint32_t const seed[2] = {static_cast<uint32_t>(dropout.seed), static_cast<uint32_t>(dropout.seed >> 32)};
    uint32_t low[lanes], high[lanes], words[4][V::width];
    for (size_t e = 0; e < lanes; ++e) {
        low[e] = static_cast<uint32_t>(draw.hashes[e]), high[e] = static_cast<uint32_t>(draw.hashes[e] >> 32);
    }
    Words const epoch = Words::of(in_stream(dropout.epoch, draw.stream));
    for (size_t lane = 0; lane < used; lane += V::width) {
        Words const event_low = Words::load(low + lane), event_high = Words::load(high + lane);
        Words const jets = Words::load(draw.words + lane);
        for (size_t cell = 0; cell < cells; cell += cells_per_draw) {
            Words const block = Words::of(static_cast<uint32_t>(cell / cells_per_draw) | draw.layer << layer_shift);
            Words even[4] = {event_low, event_high, jets ^ block, epoch};
            Words odd[4] = {Words::upper(event_low), Words::upper(event_high), Words::upper(jets) ^ block, epoch};
            philox(even, seed);
            philox(odd, seed);
            for (int n = 0; n < 4; ++n) Words::store(words[n], Words::joined(even[n], odd[n]));
            size_t const count = cells - cell < cells_per_draw ? cells - cell : cells_per_draw;
            for (size_t j = 0; j < count; ++j) {
                uint32_t const shift = 16 * (j % 2);
                float* const to = kept + (cell + j) * lanes + lane;
                for (size_t e = 0; e < V::width; ++e) {
                    to[e] = (words[j / 2][e] >> shift & 0xffffU) < threshold ? 0.0F : scale;
                }
            }
        }
    }
}

}  // namespace
}  // namespace jetseq::train::fused
