# Flags of our own code only; users of an installed library don't inherit them.
add_library(jetseq_build_flags INTERFACE)
target_compile_features(jetseq_build_flags INTERFACE cxx_std_20)
target_compile_options(jetseq_build_flags INTERFACE -Wall -Wextra -Wshadow -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(jetseq_build_flags INTERFACE -Wno-restrict)  # false alarms of g++ 12 (bug 105651)
endif()
if(JETSEQ_DEVELOPER)
    target_compile_options(jetseq_build_flags INTERFACE -Werror)
endif()
# What runs once for each file or message is built small: the shared library has a limit (tests/install/shared_test.cmake).
set(jetseq_small $<$<NOT:$<CONFIG:Debug>>:$<IF:$<CXX_COMPILER_ID:Clang>,-Oz,-Os>>)
