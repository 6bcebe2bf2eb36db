#pragma once
#include <cstddef>
#include <functional>

namespace jetseq {

/// Calls work(n) for n = 0 ... count - 1, begun in this order, at most `at_once` at a time. Where one throws, no more
/// are begun; the exception of the lowest n is thrown when all have ended.
void side_by_side(std::size_t count, std::size_t at_once, std::function<void(std::size_t)> const& work);

}  // namespace jetseq
