#include "apps/command.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <map>
#include <typeinfo>

#include "core/io/inputs.hpp"
#include "core/io/output_folder.hpp"
#include "core/text/near_match.hpp"

namespace jetseq {
namespace fs = std::filesystem;

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

/// Where a file of this name would stand in the end, by one name only.
fs::path place_of(std::string const& path) {
    auto const place = fs::weakly_canonical(fs::absolute(link_target(path)));
    return place.has_filename() ? place : place.parent_path();
}

bool is_within(fs::path const& path, fs::path const& folder) {
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
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
        auto const [other, is_new] = option_of.emplace(place_of(path), name);
        if (!is_new) throw UsageError{command + ": --" + other->second + " and --" + name + " are both " + path};
    }
}

void CommandLine::require_apart(std::string const& option, Strings names) const {
    if (!has(option) || !has("out")) return;
    auto const path = get<std::string>(option), out = get<std::string>("out");
    auto const place = place_of(path);
    std::string const given = command_ + ": --" + option + ' ' + path;
    if (is_within(place_of(out), place)) {
        throw UsageError{given + " is a folder that --out makes (" + out + "). Choose another --" + option};
    }
    names.push_back(OutputFolder::name_of_lock);
    for (auto const& name : names) {
        if (!is_within(place, place_of(out + "/" + name))) continue;
        throw UsageError{given + " is where the command writes " + out + "/" + name +
                         " itself (one would be lost). Choose another --" + option};
    }
}

}  // namespace jetseq
