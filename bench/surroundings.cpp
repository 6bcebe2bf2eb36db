#include "bench/surroundings.hpp"

#include <fstream>

#include "core/version.hpp"

namespace jetseq::bench {
namespace {

#ifdef __clang__
constexpr char const* compiler = "clang++ " __clang_version__;
#else
constexpr char const* compiler = "g++ " __VERSION__;
#endif

std::string first_line(char const* file, std::string const& with) {
    std::ifstream stream{file};
    for (std::string line; std::getline(stream, line);) {
        if (line.find(with) != std::string::npos) return line;
    }
    return "";
}

std::string processor() {
    auto const line = first_line("/proc/cpuinfo", "model name");
    return line.empty() ? "unknown" : line.substr(line.find(':') + 2);
}

}  // namespace

std::string load_of_the_machine() {
    std::ifstream file{"/proc/loadavg"};
    std::string one, five, fifteen;
    file >> one >> five >> fifteen;
    return one + " " + five + " " + fifteen;
}

Json surroundings() {
    return {{"processor", processor()},
            {"compiler", compiler},
            {"jetseq", version()},
            {"revision", git_revision()},
            {"load_before", load_of_the_machine()}};
}

}  // namespace jetseq::bench
