#pragma once
#include <string>

#include "core/json/json.hpp"

namespace jetseq::bench {

/// Processor, compiler, revision, load of the machine.
Json surroundings();
std::string load_of_the_machine();  ///< runnable processes, averages over 1, 5 and 15 minutes

}  // namespace jetseq::bench
