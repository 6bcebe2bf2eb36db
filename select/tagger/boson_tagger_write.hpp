#pragma once
#include <string>

#include "select/tagger/boson_tagger.hpp"

namespace jetseq {

/// The text of the frozen file (docs/reference/formats.md).
std::string to_json(BosonTagger const& tagger);

}  // namespace jetseq
