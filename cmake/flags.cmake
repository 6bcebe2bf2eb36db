# Flags for jetseq's own code; users of an installed library don't inherit them.
add_library(jetseq_build_flags INTERFACE)
target_compile_features(jetseq_build_flags INTERFACE cxx_std_20)
target_compile_options(jetseq_build_flags INTERFACE -Wall -Wextra -Wshadow -ffp-contract=off)
if(JETSEQ_DEVELOPER)
    # Unlike g++, clang++ includes -Wsign-conversion in -Wconversion: counts are int here, sizes of the standard library
    # are not.
    target_compile_options(jetseq_build_flags INTERFACE -Wconversion -Wno-sign-conversion)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(jetseq_build_flags INTERFACE -Wno-restrict)  # false alarms of g++ 12 (bug 105651)
    # g++ collects its garbage from 1 GB on, not from 128 MB on: 7 % less time for up to 300 MB more memory.
    target_compile_options(jetseq_build_flags INTERFACE --param=ggc-min-heapsize=1048576)
endif()
if(JETSEQ_DEVELOPER)
    target_compile_options(jetseq_build_flags INTERFACE -Werror)
endif()
# Code that runs once for each command, file, page or exported model is optimised less: it compiles in two thirds of the
# time.
set(jetseq_once $<$<CONFIG:Release>:-O1>)
# Installed code that runs once for each file or message is compiled for size: the shared library has a limit
# (tests/install/shared_test.cmake).
set(jetseq_small $<$<NOT:$<CONFIG:Debug>>:$<IF:$<CXX_COMPILER_ID:Clang>,-Oz,-Os>>)
# As options of source files these come after the target's. C++17 uses libstdc++'s instantiation of std::string; in
# C++20 each library contains its own (10 kB).
set(jetseq_small_source "${jetseq_small}" -std=c++17)
