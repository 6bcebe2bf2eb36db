#pragma once
#include <cassert>
#include <cstddef>
#include <cstdint>

namespace jetseq {

/// A small-radius jet. Native units: GeV, rad.
struct Jet {
    float pt;   ///< transverse momentum [GeV], > 0
    float eta;  ///< pseudorapidity
    float phi;  ///< azimuth [rad], in (-pi, pi]
    float e;    ///< energy [GeV]
};

/// A large-radius, trimmed jet: the candidate for a boosted V -> qq decay.
struct LargeJet {
    float pt;            ///< transverse momentum [GeV], > 0
    float eta;           ///< pseudorapidity
    float phi;           ///< azimuth [rad], in (-pi, pi]
    float m;             ///< mass after trimming [GeV]
    float d2;            ///< ratio D2 of energy correlation functions, beta = 1 (JHEP 12 (2014) 009); NaN: unknown
    std::int32_t n_trk;  ///< charged constituents of the untrimmed jet; -1: unknown
};

/// The identification of a lepton; each level includes the tighter ones. `none` fails even loose.
enum class LeptonQuality : std::int8_t { unknown = -1, none = 0, loose = 1, medium = 2, tight = 3 };

/// An electron or a muon.
struct Lepton {
    float pt;             ///< transverse momentum [GeV], > 0
    float eta;            ///< pseudorapidity
    float phi;            ///< azimuth [rad], in (-pi, pi]
    std::int32_t pdg_id;  ///< 11, -11 (e-, e+), 13, -13 (mu-, mu+)
    LeptonQuality quality;
};

/// `size` objects in a row, owned elsewhere: std::span<T const> for C++17.
template <class T>
class View {
public:
    constexpr View() noexcept = default;
    constexpr View(T const* data, std::size_t size) noexcept : data_{data}, size_{size} {}
    template <class Container>  // anything with data() and size(), such as std::vector<T>
    constexpr View(Container const& objects) noexcept : data_{objects.data()}, size_{objects.size()} {}

    constexpr T const* begin() const noexcept { return data_; }
    constexpr T const* end() const noexcept { return data_ + size_; }
    constexpr T const* data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr T const& front() const noexcept { return (*this)[0]; }
    constexpr T const& back() const noexcept { return (*this)[size_ - 1]; }
    constexpr T const& operator[](std::size_t index) const noexcept {
        assert(index < size_);
        return data_[index];
    }

private:
    T const* data_ = nullptr;
    std::size_t size_ = 0;
};

/// The jets of one event that are not part of the V -> qq candidate, in falling pt.
/// Empty is an event without further jets, not an error.
using JetSequence = View<Jet>;

}  // namespace jetseq
