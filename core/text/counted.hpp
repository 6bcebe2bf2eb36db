#pragma once
#include <cstdint>
#include <string>

namespace jetseq {

/// "1 event has" or "3 events have".
inline std::string counted(std::uint64_t n, std::string const& one, std::string const& several) {
    return std::to_string(n) + ' ' + (n == 1 ? one : several);
}

}  // namespace jetseq
