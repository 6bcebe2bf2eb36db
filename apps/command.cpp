#include "jetseq/apps/command.hpp"

#include <iostream>
#include <iterator>

#include "jetseq/event/near_match.hpp"

namespace jetseq {

std::istream& operator>>(std::istream& in, WholeTexts& list) {
    list.texts.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
    return in;
}

CommandLine::CommandLine(cxxopts::Options& options, std::vector<std::string> const& positional,
                         std::vector<std::string> const& required, int argc, char** argv) {
    options.add_options()("h,help", "show this help");
    options.parse_positional(positional);
    try {
        parsed_ = options.parse(argc, argv);
    } catch (std::exception const& error) {
        throw UsageError{std::string{argv[0]} + ": " + error.what()};
    }
    help_ = parsed_.count("help") > 0;
    if (help_) {
        std::cout << options.help() << '\n';
        return;
    }
    if (!parsed_.unmatched().empty()) {
        throw UsageError{std::string{argv[0]} + ": don't know what to do with '" + parsed_.unmatched().front() + "'"};
    }
    for (auto const& name : required) {
        if (!has(name)) throw UsageError{std::string{argv[0]} + ": " + name + " is missing"};
    }
}

}  // namespace jetseq
