#pragma once
#include <yaml-cpp/yaml.h>

#include <functional>
#include <string>

namespace jetseq::workflow {

/// "FILE:7" for a line of a YAML text, counted from 0.
using LineName = std::function<std::string(int line)>;

/// The one document of `text`. `key`: the key whose value it is, for error messages; "" for a whole file.
/// Throws Error, with the line, for everything that YAML would lose or that is ambiguous to readers: a repeated key, a
/// second document, a key or list entry without a value, null, aliases, merge keys, tags, control characters.
YAML::Node strict_yaml(std::string const& text, LineName const& name_of, std::string const& key = "");

/// `text` in double quotes, such that YAML reads it unchanged.
std::string quoted_yaml(std::string const& text);

/// The text of the YAML scalar `yaml`; "" if it is no scalar.
std::string scalar_in_yaml(std::string const& yaml);

}  // namespace jetseq::workflow
