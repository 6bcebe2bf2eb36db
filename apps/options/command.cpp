#include "apps/options/command.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <map>
#include <typeinfo>

#include "core/io/inputs.hpp"
#include "core/io/output_folder.hpp"
#include "core/text/near_match.hpp"

namespace jetseq::apps {
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

/// The fault of an option that is given twice, so that one value would be lost, or of --all=false, which would count as
/// --all; "" if there is none.
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

/// The fault of a value that is empty, or of a list with an empty entry; "" if there is none.
std::string empty_value(cxxopts::ParseResult const& parsed, Strings const& positional) {
    for (auto const& argument : parsed.arguments()) {
        auto const &name = argument.key(), &text = argument.value();
        bool const has_place = std::find(positional.begin(), positional.end(), name) != positional.end();
        std::string const shown = (has_place ? "" : "--") + name;
        if (text.empty()) {
            return shown + " is empty (an unset variable?). Give it a value" + (has_place ? "" : ", or leave it out");
        }
        bool const has_gap = text.front() == ',' || text.back() == ',' || text.find(",,") != text.npos;
        if (has_gap && is_a<Strings>(parsed[name])) {
            return shown + " has an empty entry in '" + text + "' (commas separate entries). Give it, or take it out";
        }
    }
    return "";
}

/// The canonical path of a file of this name, with links followed.
fs::path place_of(std::string const& path) {
    auto const place = fs::weakly_canonical(fs::absolute(link_target(path)));
    return place.has_filename() ? place : place.parent_path();
}

bool is_within(fs::path const& path, fs::path const& folder) {
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

Strings long_names(cxxopts::Options const& options) {
    Strings names;
    for (auto const& group : options.groups()) {
        for (auto const& option : options.group_help(group).options) {
            for (auto const& name : option.l) names.push_back(name);
        }
    }
    return names;
}

/// " (did you mean '--model'?)" for the first word of the command line that names no option; "" if none is near.
std::string meant_option(cxxopts::Options const& options, int argc, char** argv) {
    auto const names = long_names(options);
    for (int n = 1; n < argc; ++n) {
        std::string const word = argv[n], name = word.substr(std::min(word.find_first_not_of('-'), word.size()));
        std::string const wrong = name.substr(0, name.find('='));
        if (word.size() < 3 || word[0] != '-' || wrong.empty()) continue;
        bool const is_known = std::find(names.begin(), names.end(), wrong) != names.end();
        if (is_known && word[1] == '-') continue;
        auto const meant = is_known ? "; did you mean '" + wrong + "'?" : did_you_mean(wrong, names);
        auto const quote = meant.find('\'');
        return quote == meant.npos ? "" : " (did you mean '--" + meant.substr(quote + 1) + ")";
    }
    return "";
}

/// "train.seed=5" of `--set train.seed 5`; "" if no --set is given so.
std::string set_in_two_words(int argc, char** argv) {
    for (int n = 1; n + 2 < argc; ++n) {
        std::string const option = argv[n], key = argv[n + 1], value = argv[n + 2];
        if (option == "--set" && key.find('=') == key.npos && value[0] != '-') return key + '=' + value;
    }
    return "";
}

/// "jetseq score MODEL EVENTS... --out scores.h5", the first line of the help.
std::string usage_of(cxxopts::Options const& options) {
    std::string const help = options.help();
    auto const first = help.find("Usage:\n  ");
    if (first == help.npos) return options.program();
    std::string usage = help.substr(first + 9, help.find('\n', first + 9) - first - 9);
    std::string const any = " [OPTION...]";
    if (auto const at = usage.find(any); at != usage.npos) usage.erase(at, any.size());
    return usage;
}

}  // namespace

CommandLine::CommandLine(cxxopts::Options& options, std::vector<std::string> const& positional,
                         std::vector<std::string> const& required, int argc, char** argv)
    : command_{argv[0]} {
    options.add_options()("h,help", "show this help");
    options.parse_positional(positional);
    usage_ = usage_of(options);
    try {
        parsed_ = options.parse(argc, argv);
    } catch (cxxopts::exceptions::no_such_option const& error) {
        throw UsageError{command_ + ": " + error.what() + meant_option(options, argc, argv)};
    } catch (std::exception const& error) {
        throw UsageError{std::string{argv[0]} + ": " + error.what()};
    }
    help_ = parsed_.count("help") > 0;
    if (help_) {
        std::cout << options.help() << '\n';
        return;
    }
    if (!parsed_.unmatched().empty()) {
        if (auto const word = set_in_two_words(argc, argv); !word.empty()) {
            throw UsageError{command_ + ": --set takes KEY=VALUE, one word (write --set " + word + ")"};
        }
        throw UsageError{std::string{argv[0]} + ": don't know what to do with '" + parsed_.unmatched().front() + "'"};
    }
    if (std::string const lost = lost_value(parsed_); !lost.empty()) throw UsageError{command_ + ": " + lost};
    if (std::string const empty = empty_value(parsed_, positional); !empty.empty()) {
        throw UsageError{command_ + ": " + empty};
    }
    for (auto const& name : required) {
        if (!has(name)) throw UsageError{missing(name, positional)};
    }
    announce_outputs(argv[0]);
}

std::string CommandLine::missing(std::string const& name, Strings const& positional) const {
    bool const has_place = std::find(positional.begin(), positional.end(), name) != positional.end();
    return command_ + ": " + (has_place ? "" : "--") + name + " is missing (" + usage_ + " expected)";
}

void CommandLine::announce_outputs(std::string const& command) const {
    std::map<std::string, std::string> option_of;
    for (std::string const name : {"out", "dump", "skim", "freeze"}) {
        if (!has(name)) continue;
        std::string const path = get<std::string>(name);
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

}  // namespace jetseq::apps
