# cmake -DGENERATOR= -DWORK= -P, after embed_test.cmake: two plugins with two releases of the static library in one process.
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
set(folder ${WORK}/plugins)
file(REMOVE_RECURSE ${folder})
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${CMAKE_CURRENT_LIST_DIR}/plugins -B ${folder} -DCMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${folder})
run(${CMAKE_CTEST_COMMAND} --test-dir ${folder} --output-on-failure)
message("${output}")
