#include "apps/options/model_option.hpp"

#include <cctype>

#include "workflow/models/model_files.hpp"
#include "workflow/models/run_directory.hpp"

namespace jetseq::apps {

void add_expected_sha256(cxxopts::Options& syntax) {
    syntax.add_options()("expect-sha256", "refuse the model unless this is its SHA-256 (64 hexadecimal digits)",
                         cxxopts::value<std::string>());
}

std::string frozen_file(CommandLine const& line) {
    std::string file = workflow::frozen_file(line.get<std::string>("model"));
    require_expected_sha256(line, file);
    return file;
}

void require_expected_sha256(CommandLine const& line, std::string const& file) {
    if (!line.has("expect-sha256")) return;
    std::string expected = line.get<std::string>("expect-sha256");
    for (char& digit : expected) digit = static_cast<char>(std::tolower(static_cast<unsigned char>(digit)));
    if (expected.size() != 64 || expected.find_first_not_of("0123456789abcdef") != std::string::npos) {
        throw UsageError{"--expect-sha256 '" + expected + "' is not a SHA-256 (64 hexadecimal digits expected)"};
    }
    workflow::require_sha256(file, expected);
}

}  // namespace jetseq::apps
