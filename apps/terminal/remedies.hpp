#pragma once
#include <string>

#include "core/error.hpp"

namespace jetseq::apps {

/// The text of `error`, with remedies in terms of options and subcommands, which the libraries do not know.
std::string in_words_of_command(Error const& error);

}  // namespace jetseq::apps
