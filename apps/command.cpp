#include "jetseq/apps/command.hpp"

#include <filesystem>
#include <iostream>
#include <iterator>
#include <map>

#include "jetseq/event/inputs.hpp"
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
    announce_outputs(argv[0]);
}

void CommandLine::announce_outputs(std::string const& command) const {
    std::map<std::string, std::string> option_of;
    for (std::string const name : {"out", "dump", "skim", "freeze"}) {
        if (!has(name)) continue;
        std::string const path = get<std::string>(name);
        if (path.empty()) throw UsageError{command + ": --" + name + " is empty (a path expected)"};
        announce_output(path);
        auto const [other, is_new] = option_of.emplace(std::filesystem::weakly_canonical(link_target(path)), name);
        if (!is_new) throw UsageError{command + ": --" + other->second + " and --" + name + " are both " + path};
    }
}

}  // namespace jetseq
