# cmake -DSOURCE= -DVERSION= -DOUTPUT= -P: writes the source file that holds version and git revision, if it changed.
cmake_policy(VERSION 3.20)
execute_process(COMMAND git -C ${SOURCE} describe --always --abbrev=12 --dirty
                OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT revision)
    set(revision unknown)
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT
"#include \"core/version.hpp\"

namespace jetseq {
char const* version() noexcept { return \"@VERSION@\"; }
char const* git_revision() noexcept { return \"@revision@\"; }
}  // namespace jetseq
" @ONLY)
