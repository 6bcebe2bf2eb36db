#pragma once
#include "apps/options/command.hpp"

namespace jetseq::apps {

/// Adds the option --set, which may be given many times.
void add_overrides(cxxopts::Options& syntax);

/// The values of --set, each KEY=VALUE. Throws Error for a key that is given twice.
Strings given_overrides(CommandLine const& line);

/// Adds the number that the option `name` gives as an override of `key`. Throws UsageError.
template <class T>
void add_number(CommandLine const& line, std::string const& name, std::string const& key, Strings& overrides) {
    if (!line.has(name)) return;
    overrides.push_back(key + '=' + std::to_string(line.number(name, T{})));
}

}  // namespace jetseq::apps
