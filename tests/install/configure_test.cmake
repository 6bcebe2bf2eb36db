# cmake -DGENERATOR= -DSOURCE= -DWORK= -P: a build of the inference alone asks for no library of the training side, and
# BUILD_TESTING says whether it has tests, also as a part of another project.
cmake_minimum_required(VERSION 3.20)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

# configure(FOLDER OPTION...): configures FOLDER without the training side, in WORK.
function(configure folder)
    file(REMOVE_RECURSE ${WORK})
    run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${folder} -B ${WORK} -DSOURCE=${SOURCE} -DJETSEQ_TRAIN=OFF ${ARGN})
    file(STRINGS ${WORK}/CMakeCache.txt asked_for REGEX
         "^(HDF5|[A-Z_0-9]*Torch|TORCH|C10|nlohmann|yaml-cpp|cxxopts|fmt|NLopt|ONNX|PROTOBUF|GLOO|NCCL|GTest)[^=]*=")
    if(asked_for)
        message(FATAL_ERROR "JETSEQ_TRAIN=OFF asks for ${asked_for}")
    endif()
endfunction()

# expect_tests(ON | OFF): there are tests, or none.
function(expect_tests wanted)
    file(GLOB_RECURSE lists ${WORK}/CTestTestfile.cmake)
    set(found OFF)
    foreach(list ${lists})
        file(STRINGS ${list} tests REGEX "add_test\\(.*infer_c_interface")
        if(tests)
            set(found ON)
        endif()
    endforeach()
    if(NOT found STREQUAL wanted)
        message(FATAL_ERROR "tests of the build: ${found}, not ${wanted}")
    endif()
endfunction()

configure(${SOURCE})
expect_tests(ON)
configure(${SOURCE} -DBUILD_TESTING=OFF)
expect_tests(OFF)
set(subproject ${CMAKE_CURRENT_LIST_DIR}/subproject)
configure(${subproject})
expect_tests(OFF)
configure(${subproject} -DBUILD_TESTING=ON)
expect_tests(OFF)
configure(${subproject} -DJETSEQ_TESTS=ON)
expect_tests(ON)
configure(${subproject} -DJETSEQ_TESTS=ON -DBUILD_TESTING=OFF)
expect_tests(OFF)

execute_process(COMMAND ${CMAKE_COMMAND} ${WORK} -DJETSEQ_BENCH=ON RESULT_VARIABLE result ERROR_VARIABLE complaint
                OUTPUT_QUIET)
if(result EQUAL 0 OR NOT complaint MATCHES "JETSEQ_BENCH needs the training side")
    message(FATAL_ERROR "JETSEQ_BENCH without the training side: ${result}, ${complaint}")
endif()
