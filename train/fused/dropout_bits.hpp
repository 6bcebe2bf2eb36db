#pragma once
#include <stdint.h>

#include "train/fused/host_and_device.hpp"

/// Random bits that depend only on event, jet, layer, cell, epoch and seed: Philox4x32-10 (Salmon et al., SC11,
/// "Parallel random numbers: as easy as 1, 2, 3").
namespace jetseq::train::fused {
namespace {

struct Philox {
    uint32_t word[4];
};

JETSEQ_BOTH inline uint32_t high_product(uint32_t a, uint32_t b) {
    return static_cast<uint32_t>(static_cast<uint64_t>(a) * b >> 32);
}

/// The 128 bits of counter (c0, c1, c2, c3) under key (k0, k1).
JETSEQ_BOTH inline Philox philox(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t k0, uint32_t k1) {
    for (int round = 0; round < 10; ++round) {
        uint32_t const a = high_product(c0, 0xd2511f53U), b = high_product(c2, 0xcd9e8d57U);
        uint32_t const low_a = c0 * 0xd2511f53U, low_b = c2 * 0xcd9e8d57U;
        c0 = b ^ c1 ^ k0, c1 = low_b;
        c2 = a ^ c3 ^ k1, c3 = low_a;
        k0 += 0x9e3779b9U, k1 += 0xbb67ae85U;
    }
    return {{c0, c1, c2, c3}};
}

constexpr uint32_t cells_per_draw = 8;  // 16 bits each
constexpr uint32_t layer_shift = 8, jet_shift = 12, stream_shift = 24;

/// The word that replaces `epoch` (< 2^24) in dropout_bits() for the layers over sequence `stream` of a network, from
/// 0, or for its hidden layers. Those have layer 0, the number of the hidden layer in place of `jet`, and block < 4096.
constexpr uint32_t hidden_stream = 255;
JETSEQ_BOTH inline uint32_t in_stream(uint32_t epoch, uint32_t stream) { return epoch ^ stream << stream_shift; }

/// The bits for cells 8 block ... 8 block + 7 (block < 256: 2,048 cells) after recurrent layer `layer` (< 16) for jet
/// `jet` of an event.
JETSEQ_BOTH inline Philox dropout_bits(uint64_t seed, uint64_t event_hash, uint32_t epoch, uint32_t layer, uint32_t jet,
                                       uint32_t block) {
    return philox(static_cast<uint32_t>(event_hash), static_cast<uint32_t>(event_hash >> 32),
                  block | layer << layer_shift | jet << jet_shift, epoch, static_cast<uint32_t>(seed),
                  static_cast<uint32_t>(seed >> 32));
}

/// The 16 bits of cell `cell` % 8 among them.
JETSEQ_BOTH inline uint32_t bits_of_cell(Philox const& bits, uint32_t cell) {
    return bits.word[(cell % cells_per_draw) / 2] >> (16 * (cell % 2)) & 0xffffU;
}

}  // namespace
}  // namespace jetseq::train::fused
