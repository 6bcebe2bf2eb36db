# cmake -DGENERATOR= -DSOURCE= -DWORK= -DMODEL= -P, after embed_test.cmake: what libjetseq weighs, needs and shows, and
# that programs in C and C++ run with it.
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
set(largest 150000)  # bytes, stripped
set(folder ${WORK}/shared)
file(REMOVE_RECURSE ${folder})
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${CMAKE_CURRENT_LIST_DIR}/shared -B ${folder} -DSOURCE=${SOURCE}
    -DCMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${folder})
run(${folder}/in_c ${MODEL})
run(${folder}/in_cxx ${MODEL})
if(NOT output MATCHES "P\\(VBF\\) = 0\\.[0-9]+: VBF")
    message(FATAL_ERROR "in_cxx printed: ${output}")
endif()

file(READ ${folder}/library library)
run(strip -o ${folder}/stripped.so ${library})
file(SIZE ${folder}/stripped.so size)
message("${library}: ${size} bytes, stripped")
if(size GREATER largest)
    message(FATAL_ERROR "more than ${largest} bytes")
endif()

run(ldd ${library})
string(REGEX MATCHALL "[^\n]+" needed "${output}")
foreach(one ${needed})
    if(NOT one MATCHES "^[ \t]*(/[^ ]*/)?(linux-vdso|linux-gate|libstdc\\+\\+|libm|libgcc_s|libc|libpthread|ld-linux)[-.]")
        message(FATAL_ERROR "needs more than the C++ runtime: ${one}")
    endif()
endforeach()

run(nm --dynamic --defined-only --demangle ${library})
string(REGEX MATCHALL "[^\n]+" shown "${output}")
foreach(one ${shown})
    if(NOT one MATCHES " (jetseq_|jetseq::|(typeinfo|typeinfo name|vtable) for jetseq::)" OR one MATCHES " jetseq::(Network|kernel::|Json)")
        message(FATAL_ERROR "shows what is not its interface: ${one}")
    endif()
endforeach()
