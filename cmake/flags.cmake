# Flags of our own code only; users of an installed library don't inherit them.
add_library(jetseq_build_flags INTERFACE)
target_compile_features(jetseq_build_flags INTERFACE cxx_std_20)
target_compile_options(jetseq_build_flags INTERFACE -Wall -Wextra -Wshadow -ffp-contract=off)
if(JETSEQ_DEVELOPER)
    # In clang++ -Wconversion brings -Wsign-conversion, in g++ it does not: our counts are int, the sizes of the standard library not.
    target_compile_options(jetseq_build_flags INTERFACE -Wconversion -Wno-sign-conversion)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(jetseq_build_flags INTERFACE -Wno-restrict)  # false alarms of g++ 12 (bug 105651)
endif()
if(JETSEQ_DEVELOPER)
    target_compile_options(jetseq_build_flags INTERFACE -Werror)
endif()
# What runs once for each file or message is built small: the shared library has a limit (tests/install/shared_test.cmake).
set(jetseq_small $<$<NOT:$<CONFIG:Debug>>:$<IF:$<CXX_COMPILER_ID:Clang>,-Oz,-Os>>)
# As source files' options these come behind the target's: in C++17 std::string is libstdc++'s own, in C++20 each library
# brings its inner functions along (10 kB).
set(jetseq_small_source "${jetseq_small}" -std=c++17)
