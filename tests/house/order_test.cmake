# cmake -DSOURCE= -P: a folder includes only itself and the folders before it, by paths from the root of the tree; each
# third-party library has one home; only apps/ prints; a folder holds at most 25 concepts (a header and its source are
# one); a source has a header of the same name.
cmake_minimum_required(VERSION 3.20)
set(order core simd event data models/frozen models/networks train/fused train/cuda train infer select python evaluate
          report fit simulate workflow apps)
set(most_concepts 25)

# pattern of an #include -> the folders that may have it
set(home_of_hdf5 data/hdf5 data/events)
set(home_of_nlohmann core/json)
set(home_of_boost core/math)
set(home_of_torch models/networks train/torch train/ranks train/export)
set(home_of_onnx train/export)
set(home_of_cuda_runtime train/cuda)
set(home_of_librsvg report/plot)
set(home_of_cairo report/plot)
set(home_of_fontconfig report/plot)
set(home_of_nlopt fit/inference)
set(home_of_yaml-cpp workflow/config)
set(home_of_cxxopts apps/options)
set(home_of_Pythia8 simulate)
set(home_of_fastjet simulate)
set(home_of_HepMC3 simulate)
set(home_of_pybind11 python)
set(libraries hdf5 nlohmann boost torch onnx cuda_runtime librsvg cairo fontconfig nlopt yaml-cpp cxxopts Pythia8 fastjet
    HepMC3 pybind11)

# Sources without a header of their name, and why.
set(no_header
    kernel_[a-z0-9]+\\.cpp$          # one interface, kernel.hpp or kernels.hpp, with a source for each instruction set
    ^train/cuda/without_cuda\\.cpp$  # stands for all .cu files in a build without CUDA
    ^infer/c_interface\\.cpp$        # its header is in C: jetseq.h
    ^python/core\\.cpp$              # the extension module, which Python imports
    ^apps/[a-z_]+\\.cpp$)            # a source for each command
# To be given one, or to be merged; nothing is added here.
set(no_header_yet
    evaluate/metrics/clopper_pearson.cpp evaluate/studies/trust_json.cpp
    fit/inference/minimise_nlopt.cpp fit/inference/toys.cpp fit/likelihood/likelihood_builder.cpp
    fit/likelihood/likelihood_effects.cpp fit/likelihood/likelihood_hessian.cpp fit/summary/summary_html.cpp
    fit/summary/summary_json.cpp fit/summary/summary_plots.cpp fit/workspace/workspace_notes.cpp
    fit/workspace/workspace_read.cpp fit/workspace/workspace_write.cpp
    infer/network_layout.cpp infer/scorer.cpp
    models/frozen/contract.cpp models/frozen/frozen_model_read.cpp
    report/page/group_plot.cpp report/page/html_style.cpp report/page/html_trust.cpp report/page/roc_plot.cpp
    report/page/score_plot.cpp
    select/tagger/boson_tagger_read.cpp
    workflow/config/config_checks.cpp workflow/config/key_tables.cpp)

# The folder of `order` that holds `path`, the deepest of several; "" if there is none.
function(room_of path result)
    set(${result} "" PARENT_SCOPE)
    while(path MATCHES "/")
        get_filename_component(path ${path} DIRECTORY)
        if(path IN_LIST order)
            set(${result} ${path} PARENT_SCOPE)
            return()
        endif()
    endwhile()
endfunction()

set(wrong "")
foreach(top core simd event data models train infer select python evaluate report fit simulate workflow apps)
    file(GLOB_RECURSE files RELATIVE ${SOURCE} ${SOURCE}/${top}/*.hpp ${SOURCE}/${top}/*.h ${SOURCE}/${top}/*.cpp
         ${SOURCE}/${top}/*.cu)
    foreach(file ${files})
        get_filename_component(folder ${file} DIRECTORY)
        get_filename_component(concept ${file} NAME_WE)
        list(APPEND concepts_${folder} ${concept})
        list(APPEND folders ${folder})
        if(file MATCHES "\\.cpp$" AND NOT EXISTS ${SOURCE}/${folder}/${concept}.hpp AND NOT file IN_LIST no_header_yet)
            set(is_excepted FALSE)
            foreach(exception ${no_header})
                if(file MATCHES ${exception})
                    set(is_excepted TRUE)
                endif()
            endforeach()
            if(NOT is_excepted)
                string(APPEND wrong "${file}: no header ${concept}.hpp (one concept is one .hpp and one .cpp)\n")
            endif()
        endif()
        room_of(${file} room)
        list(FIND order "${room}" place)
        file(STRINGS ${SOURCE}/${file} includes REGEX "^ *#include")
        foreach(include ${includes})
            if(include MATCHES "\"([^\"]*)\"")
                set(path ${CMAKE_MATCH_1})
                if(NOT EXISTS ${SOURCE}/${path})
                    get_filename_component(path ${SOURCE}/${folder}/${path} ABSOLUTE)
                    file(RELATIVE_PATH path ${SOURCE} ${path})
                endif()
                room_of(${path} other)
                list(FIND order "${other}" other_place)
                if(NOT EXISTS ${SOURCE}/${path} OR other_place LESS 0 OR other_place GREATER place)
                    string(APPEND wrong "${file}: ${include}: ${path} does not stand before ${room}/\n")
                endif()
            endif()
            if(include MATCHES "<iostream>" AND NOT top STREQUAL apps)
                string(APPEND wrong "${file}: ${include}: libraries print nothing\n")
            endif()
            foreach(library ${libraries})
                if(include MATCHES "<${library}[-./]" AND NOT folder IN_LIST home_of_${library})
                    string(APPEND wrong "${file}: ${include}: at home in ${home_of_${library}} only\n")
                endif()
            endforeach()
        endforeach()
    endforeach()
endforeach()
foreach(file ${no_header_yet})
    string(REGEX REPLACE "cpp$" "hpp" header ${file})
    if(NOT EXISTS ${SOURCE}/${file} OR EXISTS ${SOURCE}/${header})
        string(APPEND wrong "order_test.cmake: ${file} has its header, or is gone: take it off no_header_yet\n")
    endif()
endforeach()
list(REMOVE_DUPLICATES folders)
foreach(folder ${folders})
    list(REMOVE_DUPLICATES concepts_${folder})
    list(LENGTH concepts_${folder} count)
    if(count GREATER most_concepts)
        string(APPEND wrong "${folder}/ holds ${count} concepts, more than ${most_concepts}\n")
    endif()
endforeach()
# Each path in backticks in ARCHITECTURE.md exists, from the root or from the folder of its line.
file(STRINGS ${SOURCE}/ARCHITECTURE.md lines REGEX "`")
foreach(line ${lines})
    string(REGEX MATCHALL "`[a-z_]+/[a-z_0-9/]*(\\.[a-z]+)?`" paths "${line}")
    set(folder "")
    foreach(path ${paths})
        string(REPLACE "`" "" path ${path})
        if(EXISTS ${SOURCE}/${path})
            set(folder ${path})
        elseif(NOT EXISTS ${SOURCE}/${folder}/${path})
            string(APPEND wrong "ARCHITECTURE.md names ${path}, which is not there\n")
        endif()
    endforeach()
endforeach()
if(wrong)
    message(FATAL_ERROR "${wrong}")
endif()
