# One line per library, one per test: see the CMakeLists.txt of each folder.

# `#include "jetseq/event/jet.hpp"` means event/jet.hpp both here and in an installation.
foreach(folder simd event data models train infer select evaluate fit simulate apps)
    file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/include/jetseq)
    file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${folder} ${PROJECT_BINARY_DIR}/include/jetseq/${folder} SYMBOLIC)
endforeach()

# jetseq_library(NAME [INSTALLED header...] [SOURCES file...] [USES target...] [USES_INSIDE target...])
# INSTALLED headers are C++17 and go to a user's machine with the library; USES is seen by users of the library,
# USES_INSIDE is not. A library without SOURCES is headers only.
function(jetseq_library name)
    cmake_parse_arguments(arg "" "" "INSTALLED;SOURCES;USES;USES_INSIDE" ${ARGN})
    if(arg_SOURCES)
        add_library(jetseq_${name} STATIC ${arg_SOURCES})
        set(scope PUBLIC)
        target_link_libraries(jetseq_${name} PRIVATE $<BUILD_INTERFACE:jetseq_build_flags> ${arg_USES_INSIDE})
        set_target_properties(jetseq_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    else()
        add_library(jetseq_${name} INTERFACE)
        set(scope INTERFACE)
    endif()
    add_library(jetseq::${name} ALIAS jetseq_${name})
    target_include_directories(jetseq_${name} ${scope} $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>)
    target_compile_features(jetseq_${name} ${scope} cxx_std_17)
    target_link_libraries(jetseq_${name} ${scope} ${arg_USES})
    if(arg_INSTALLED)
        set_target_properties(jetseq_${name} PROPERTIES EXPORT_NAME ${name})
        install(TARGETS jetseq_${name} EXPORT jetseq-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
                INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
        file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
        install(FILES ${arg_INSTALLED} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/jetseq/${folder} COMPONENT headers)
    endif()
endfunction()

# jetseq_test(NAME SOURCE USES target...): a GoogleTest file; its tests appear in ctest as Suite.Name.
function(jetseq_test name source)
    cmake_parse_arguments(arg "" "" "USES" ${ARGN})
    add_executable(test_${name} ${source})
    target_link_libraries(test_${name} PRIVATE jetseq_build_flags ${arg_USES} GTest::gtest_main)
    target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(test_${name} PRIVATE JETSEQ_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    gtest_discover_tests(test_${name} DISCOVERY_TIMEOUT 60)
endfunction()
