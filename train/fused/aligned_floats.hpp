#pragma once
#include <cstddef>
#include <vector>

namespace jetseq::train {

/// A cache line; lists of them are aligned to its size, for fast vector access.
struct alignas(64) Line {
    float values[16];
};

/// Floats aligned to a cache line; zero at first.
class AlignedFloats {
public:
    explicit AlignedFloats(std::size_t count = 0) : lines_((count + 15) / 16) {}
    float* data() noexcept { return lines_.empty() ? nullptr : lines_.front().values; }
    float const* data() const noexcept { return lines_.empty() ? nullptr : lines_.front().values; }
    std::size_t size() const noexcept { return 16 * lines_.size(); }

private:
    std::vector<Line> lines_;
};

}  // namespace jetseq::train
