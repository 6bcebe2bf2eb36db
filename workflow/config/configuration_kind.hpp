#pragma once
#include <yaml-cpp/yaml.h>

#include <string>

#include "workflow/config/keys.hpp"

namespace jetseq::workflow {

/// Whether `text` is the configuration of a training, or of a fit and not of a training, by its keys. Their values are
/// not looked at.
bool is_configuration_of_training(std::string const& text);
bool is_configuration_of_fit(std::string const& text);

/// The command, not that of `own`, whose configuration `root` may be; "" if there is none. A single key doesn't say,
/// nor do keys that `own` has too in one of its sections.
std::string command_of(YAML::Node const& root, Keys const& own);

}  // namespace jetseq::workflow
