#include "apps/command.hpp"

#include <filesystem>
#include <iostream>
#include <iterator>
#include <map>
#include <typeinfo>

#include "core/io/inputs.hpp"
#include "core/text/near_match.hpp"

namespace jetseq {

std::istream& operator>>(std::istream& in, WholeTexts& list) {
    list.texts.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
    return in;
}

namespace {

template <class T>
bool is_a(cxxopts::OptionValue const& value) {
    try {
        value.as<T>();
        return true;
    } catch (std::bad_cast const&) {
        return false;
    }
}

/// Of an option that is given twice one value would be lost, and --all=false would count as --all.
std::string lost_value(cxxopts::ParseResult const& parsed) {
    for (auto const& argument : parsed.arguments()) {
        auto const& value = parsed[argument.key()];
        if (is_a<bool>(value)) {
            if (!value.as<bool>()) return "--" + argument.key() + " takes no value (leave it out)";
        } else if (value.count() > 1 && !is_a<Strings>(value) && !is_a<WholeTexts>(value)) {
            return "--" + argument.key() + " is given twice (one value would be lost)";
        }
    }
    return "";
}

}  // namespace

CommandLine::CommandLine(cxxopts::Options& options, std::vector<std::string> const& positional,
                         std::vector<std::string> const& required, int argc, char** argv)
    : command_{argv[0]} {
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
    if (std::string const lost = lost_value(parsed_); !lost.empty()) throw UsageError{command_ + ": " + lost};
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
