#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "apps/options/command.hpp"
#include "core/error.hpp"

namespace jetseq::apps {

/// The converter reads ROOT files by uproot, so it is Python: this becomes that program.
int run_convert(int, char** argv) {
    ::execvp("jetseq-convert", argv);
    throw Error{"can't start jetseq-convert (" + std::string{std::strerror(errno)} +
                "; reading ROOT files is part of the Python package). pip install '.[convert]' in jetseq's source, and "
                "put the environment's bin folder into PATH"};
}

}  // namespace jetseq::apps
