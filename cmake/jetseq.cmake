# One line per library, one per test: see the CMakeLists.txt of each folder.

# jetseq_library(NAME [SHARED_TOO] [INSTALLED header...] [SOURCES file...] [USES target...] [USES_INSIDE target...]
#                [OPTIONS option...])
# Headers are included by their path from here, as "event/event.hpp". INSTALLED ones are C++17 and go to a user's machine
# with the library, below include/jetseq; they include each other by relative paths. Users of the library inherit USES,
# but not USES_INSIDE. A library without SOURCES has headers only. An installed static library hides its symbols from
# other plugins of the program that embeds it. SHARED_TOO: the library is part of libjetseq (cmake/shared.cmake), which
# is linked from separate objects (jetseq_NAME_objects) with visible JETSEQ_API. OPTIONS are for the compiler.
function(jetseq_library name)
    cmake_parse_arguments(arg "SHARED_TOO" "" "INSTALLED;SOURCES;USES;USES_INSIDE;OPTIONS" ${ARGN})
    if(arg_SOURCES)
        add_library(jetseq_${name} STATIC ${arg_SOURCES})
        set(scope PUBLIC)
        target_link_libraries(jetseq_${name} PRIVATE $<BUILD_INTERFACE:jetseq_build_flags> ${arg_USES_INSIDE})
        target_compile_options(jetseq_${name} PRIVATE ${arg_OPTIONS})
        set_target_properties(jetseq_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
        if(arg_INSTALLED)
            set_target_properties(jetseq_${name} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
            target_compile_definitions(jetseq_${name} PRIVATE JETSEQ_API=)
        endif()
    else()
        add_library(jetseq_${name} INTERFACE)
        set(scope INTERFACE)
    endif()
    add_library(jetseq::${name} ALIAS jetseq_${name})
    target_include_directories(jetseq_${name} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
    target_compile_features(jetseq_${name} ${scope} cxx_std_17)
    target_link_libraries(jetseq_${name} ${scope} ${arg_USES})
    if(arg_SHARED_TOO)
        add_library(jetseq_${name}_objects OBJECT ${arg_SOURCES})
        target_link_libraries(jetseq_${name}_objects PRIVATE jetseq_build_flags ${arg_USES})
        target_include_directories(jetseq_${name}_objects PRIVATE ${PROJECT_SOURCE_DIR})
        target_compile_features(jetseq_${name}_objects PRIVATE cxx_std_17)
        target_compile_options(jetseq_${name}_objects PRIVATE ${arg_OPTIONS} -ffunction-sections -fdata-sections)
        set_target_properties(jetseq_${name}_objects PROPERTIES POSITION_INDEPENDENT_CODE ON
                              CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    endif()
    if(arg_INSTALLED)
        set_target_properties(jetseq_${name} PROPERTIES EXPORT_NAME ${name})
        install(TARGETS jetseq_${name} EXPORT jetseq-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
                INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
        file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
        foreach(header ${arg_INSTALLED})
            get_filename_component(room ${header} DIRECTORY)
            install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/jetseq/${folder}/${room} COMPONENT headers)
        endforeach()
    endif()
endfunction()

# jetseq_unity(TARGET SIZE): compiles SIZE sources as one, to read their headers once. clang-tidy reads each alone.
function(jetseq_unity target size)
    if(NOT CMAKE_CXX_CLANG_TIDY)
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${size})
    endif()
endfunction()

# jetseq_precompiled_torch(TARGET FILE...): these sources use the LibTorch headers that jetseq_networks precompiles.
function(jetseq_precompiled_torch target)
    target_precompile_headers(${target} REUSE_FROM jetseq_networks)
    target_compile_options(${target} PRIVATE -fPIC)  # as there
    get_target_property(others ${target} SOURCES)
    list(REMOVE_ITEM others ${ARGN})
    set_source_files_properties(${others} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# jetseq_test(NAME FILES file... USES target...): a program of GoogleTest; ctest lists its tests as Suite.Name.
function(jetseq_test name)
    cmake_parse_arguments(arg "" "" "FILES;USES" ${ARGN})
    add_executable(test_${name} ${arg_FILES})
    target_link_libraries(test_${name} PRIVATE jetseq_build_flags ${arg_USES} GTest::gtest_main)
    target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(test_${name} PRIVATE JETSEQ_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    gtest_discover_tests(test_${name} DISCOVERY_TIMEOUT 60)
endfunction()
