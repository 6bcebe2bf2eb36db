# Calls nvcc directly: CMake's support of CUDA needs a whole toolkit, while PyPI's packages are enough for jetseq.
file(GLOB pypi ${PROJECT_SOURCE_DIR}/.deps/cuda/lib/python*/site-packages/nvidia/cu*/bin)
find_program(JETSEQ_NVCC nvcc HINTS ENV CUDA_HOME /usr/local/cuda ${pypi} PATH_SUFFIXES bin)
set(JETSEQ_CUDA_ARCHITECTURES 80 90 100 CACHE STRING "GPUs to compile for: 80 (A100), 90 (H100, H200), 100 (B200)")
if(NOT JETSEQ_NVCC)
    message(FATAL_ERROR "JETSEQ_CUDA: no nvcc found (it is neither in PATH nor in CUDA_HOME). "
                        "Set -DJETSEQ_NVCC=, or run scripts/build-cuda")
endif()
get_filename_component(cuda_root ${JETSEQ_NVCC} REALPATH)
get_filename_component(cuda_root ${cuda_root} DIRECTORY)
get_filename_component(cuda_root ${cuda_root} DIRECTORY)
file(GLOB cuda_libraries ${cuda_root}/lib64 ${cuda_root}/lib ${cuda_root}/targets/*/lib)
find_library(JETSEQ_CUDART cudart_static HINTS ${cuda_libraries} REQUIRED)

# jetseq_cuda_objects(RESULT source.cu...): names of the object files
function(jetseq_cuda_objects result)
    set(code "")
    foreach(architecture ${JETSEQ_CUDA_ARCHITECTURES})
        list(APPEND code -gencode arch=compute_${architecture},code=sm_${architecture})
    endforeach()
    list(GET JETSEQ_CUDA_ARCHITECTURES -1 newest)
    list(APPEND code -gencode arch=compute_${newest},code=compute_${newest})  # for newer GPUs
    set(objects "")
    foreach(source ${ARGN})
        set(object ${CMAKE_CURRENT_BINARY_DIR}/${source}.o)
        add_custom_command(OUTPUT ${object}
            COMMAND ${JETSEQ_NVCC} -ccbin ${CMAKE_CXX_COMPILER} -I${cuda_root}/include -I${PROJECT_SOURCE_DIR}
                    -std=c++20 -O3 ${code} -Xcompiler -Wall,-Wextra,-ffp-contract=off,-fPIC -MD -MF ${object}.d
                    -c ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${object}
            DEPENDS ${source} DEPFILE ${object}.d COMMENT "nvcc ${source}" VERBATIM)
        list(APPEND objects ${object})
    endforeach()
    set_source_files_properties(${objects} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    set(${result} ${objects} PARENT_SCOPE)
endfunction()
