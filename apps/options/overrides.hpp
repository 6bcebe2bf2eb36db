#pragma once
#include "apps/options/command.hpp"
#include "core/error.hpp"

namespace jetseq::apps {

/// Adds the option --set, which may be given many times.
void add_overrides(cxxopts::Options& syntax);

/// The values of --set, each KEY=VALUE. Throws Error for a key that is given twice.
Strings given_overrides(CommandLine const& line);

/// An option that gives a key of the configuration: "--seeds 2" is the override "train.seeds=2".
struct OptionWithKey {
    std::string option, override;
};
using OptionsWithKeys = std::vector<OptionWithKey>;

/// Adds the number that the option `name` gives to `key`. Throws UsageError.
template <class T>
void add_number(CommandLine const& line, std::string const& name, std::string const& key, OptionsWithKeys& options) {
    if (!line.has(name)) return;
    auto const number = std::to_string(line.number(name, T{}));
    options.push_back({"--" + name + ' ' + number, key + '=' + number});
}

/// The values of --set and those of `options`. Throws Error for a key that is given twice.
Strings given_overrides(CommandLine const& line, OptionsWithKeys const& options);

/// The message of an Error with the names of `options` in place of their overrides.
std::string with_names_of_options(std::string text, OptionsWithKeys const& options);

/// Calls `run`. Messages of its Error name the options that were given.
template <class Run>
int with_options(OptionsWithKeys const& options, Run const& run) {
    try {
        return run();
    } catch (Error const& error) {
        auto const text = with_names_of_options(error.what(), options);
        if (text == error.what()) throw;  // of its own type
        throw Error{text};
    }
}

}  // namespace jetseq::apps
