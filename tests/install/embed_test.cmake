# cmake -DGENERATOR= -DSOURCE= -DWORK= -DMODEL= -P: builds the inference alone with its tests, installs it into WORK, then
# builds and runs examples/embed as a stranger would.
file(REMOVE_RECURSE ${WORK})
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${SOURCE} -B ${WORK}/jetseq -DJETSEQ_TRAIN=OFF
    -DCMAKE_INSTALL_PREFIX=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/jetseq --target install)
run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/jetseq --no-tests=error -R infer_c_interface)
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${SOURCE}/examples/embed -B ${WORK}/embed -DCMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/embed)
run(${WORK}/embed/embed ${MODEL})
message("${output}")
if(NOT output MATCHES "2 jets beside the V -> qq candidate, P\\(VBF\\) = 0\\.[0-9]+: VBF; cut-based: VBF")
    message(FATAL_ERROR "embed printed: ${output}")
endif()
run(${WORK}/embed/regions ${MODEL})
message("${output}")
if(NOT output MATCHES "signal: 1 of 2 events pass 3 cuts")
    message(FATAL_ERROR "regions printed: ${output}")
endif()

# Installed headers need a C++17 compiler and nothing else: none includes LibTorch, HDF5 or nlohmann/json.
file(GLOB_RECURSE headers ${WORK}/prefix/include/*.hpp)
foreach(header ${headers})
    file(READ ${header} text)
    if(text MATCHES "#include <(torch|hdf5|nlohmann|span|ranges|concepts)")
        message(FATAL_ERROR "${header} includes what a user may not have: ${CMAKE_MATCH_0}>")
    endif()
endforeach()
