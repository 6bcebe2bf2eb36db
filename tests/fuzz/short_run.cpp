#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "core/math/random.hpp"
#include "tests/fuzz/bytes_as_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size);

namespace jetseq {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// Random damage: flipped bits, other bytes, pieces removed, repeated or moved, a truncated end.
void damage(Bytes& bytes, Random& random) {
    if (bytes.empty()) return;
    std::size_t const at = random.below(bytes.size()),
                      count = random.below(std::min<std::size_t>(bytes.size() - at, 64)) + 1;
    auto const place = bytes.begin() + static_cast<std::ptrdiff_t>(at),
               end = place + static_cast<std::ptrdiff_t>(count);
    static constexpr std::uint8_t telling[] = {0x00, 0x01, 0x7f, 0x80, 0xff, '"', '[', ']',
                                               '{',  '}',  ',',  ':',  '-',  'e', '9', '\n'};
    switch (random.below(6)) {
        case 0:
            *place ^= static_cast<std::uint8_t>(1U << random.below(8));
            break;
        case 1:
            *place = telling[random.below(std::size(telling))];
            break;
        case 2:
            std::fill(place, end, telling[random.below(std::size(telling))]);
            break;
        case 3:
            bytes.erase(place, end);
            break;
        case 4: {
            Bytes const piece{place, end};
            bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(random.below(bytes.size())), piece.begin(),
                         piece.end());
            break;
        }
        default:
            bytes.resize(at);
    }
}

Bytes input;  ///< that is being read
char const* last = "";

/// The only action when a signal ends the program.
void keep_input(int signal) {
    int const file = ::open(last, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (::write(file, input.data(), input.size()) < 0) std::_Exit(1);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void read(Bytes bytes) {
    input = std::move(bytes);
    LLVMFuzzerTestOneInput(input.data(), input.size());
}

Bytes bytes_of(std::filesystem::path const& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace
}  // namespace jetseq

/// short_run SEEDS INPUTS LAST: the files of the folder SEEDS, then INPUTS damaged ones, the same in each run. The one
/// that ends the program by a signal is written to the file LAST.
int main(int argc, char** argv) {
    using namespace jetseq;
    if (argc != 4) return 2;
    last = argv[3];
    for (int const signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTERM}) std::signal(signal, keep_input);
    std::vector<Bytes> seeds;
    for (auto const& entry : std::filesystem::directory_iterator{argv[1]}) seeds.push_back(bytes_of(entry));
    std::sort(seeds.begin(), seeds.end());
    if (seeds.empty()) return std::cerr << "no seeds in " << argv[1] << '\n', 1;
    for (auto const& seed : seeds) {
        std::size_t const before = test::taken;
        read(seed);
        if (test::taken == before) return std::cerr << "a seed in " << argv[1] << " is refused: nothing is tested\n", 1;
    }
    Random random{1};
    auto const inputs = std::strtoull(argv[2], nullptr, 10);
    for (std::size_t n = 0; n < inputs; ++n) {
        Bytes bytes = seeds[n % seeds.size()];
        for (std::size_t k = random.below(4) + 1; k > 0; --k) damage(bytes, random);
        read(std::move(bytes));
    }
    std::cout << seeds.size() << " seeds and " << inputs << " damaged inputs\n";
}
