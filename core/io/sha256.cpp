#include "core/io/sha256.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

#include "core/error.hpp"
#include "core/io/read_file.hpp"

namespace jetseq {
namespace {

constexpr std::size_t block_size = 64;  // bytes

constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

class Sha256 {
public:
    /// Adds `size` bytes, a multiple of the block size.
    void add_blocks(unsigned char const* bytes, std::size_t size) noexcept {
        for (std::size_t i = 0; i < size; i += block_size) add_block(bytes + i);
        total_ += size;
    }

    /// Adds the last bytes, fewer than a block, and returns the digest.
    std::string finish(unsigned char const* bytes, std::size_t size) {
        std::uint64_t const bits = 8 * (total_ + size);
        std::vector<unsigned char> last(size + 9 <= block_size ? block_size : 2 * block_size, 0);
        std::copy(bytes, bytes + size, last.begin());
        last[size] = 0x80;
        for (std::size_t i = 0; i < 8; ++i) last[last.size() - 1 - i] = static_cast<unsigned char>(bits >> (8 * i));
        add_blocks(last.data(), last.size());
        std::string digits;
        for (std::uint32_t const word : state_) {
            for (int shift = 28; shift >= 0; shift -= 4) digits += "0123456789abcdef"[word >> shift & 15];
        }
        return digits;
    }

private:
    void add_block(unsigned char const* bytes) noexcept {
        std::array<std::uint32_t, 64> w{};
        for (std::size_t t = 0; t < 16; ++t) {
            for (std::size_t i = 0; i < 4; ++i) w[t] = w[t] << 8 | bytes[4 * t + i];
        }
        for (std::size_t t = 16; t < 64; ++t) {
            auto const s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ w[t - 15] >> 3;
            auto const s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ w[t - 2] >> 10;
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }
        auto [a, b, c, d, e, f, g, h] = state_;
        for (std::size_t t = 0; t < 64; ++t) {
            auto const s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
            auto const t1 = h + s1 + ((e & f) ^ (~e & g)) + round_constants[t] + w[t];
            auto const s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
            auto const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
        }
        std::array<std::uint32_t, 8> const sum{a, b, c, d, e, f, g, h};
        for (std::size_t i = 0; i < 8; ++i) state_[i] += sum[i];
    }

    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::uint64_t total_ = 0;  ///< bytes
};

}  // namespace

std::string sha256(std::string const& bytes) {
    auto const* const data = reinterpret_cast<unsigned char const*>(bytes.data());
    std::size_t const whole = bytes.size() / block_size * block_size;
    Sha256 digest;
    digest.add_blocks(data, whole);
    return digest.finish(data + whole, bytes.size() - whole);
}

std::string sha256_of_file(std::string const& path) {
    note_input(path);
    std::ifstream stream{path, std::ios::binary};
    if (!stream) throw Error{"can't open " + path + " (" + std::strerror(errno) + "). Check the path"};
    std::vector<char> buffer(block_size << 14);
    Sha256 digest;
    while (true) {
        stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        if (stream.bad()) throw Error{"can't read " + path + " (a folder, or a broken disk). Name a file"};
        auto const size = static_cast<std::size_t>(stream.gcount());
        auto const* const data = reinterpret_cast<unsigned char const*>(buffer.data());
        std::size_t const whole = size / block_size * block_size;
        digest.add_blocks(data, whole);
        if (size < buffer.size()) return digest.finish(data + whole, size - whole);
    }
}

}  // namespace jetseq
