# The third-party libraries of jetseq, each with the one folder that uses it. `scripts/install-packages` installs them.
# (Pythia 8, FastJet, HepMC3 and zlib: see simulate/CMakeLists.txt.)
if(JETSEQ_TRAIN)
    find_package(nlohmann_json REQUIRED)                   # core/json
    find_package(Boost REQUIRED)                           # core/math; headers only
    enable_language(C)                                     # FindHDF5 tries it out
    find_package(HDF5 REQUIRED COMPONENTS C)               # data
    find_package(Torch REQUIRED)                           # models/networks, train
    find_path(GLOO_INCLUDE_DIR gloo/context.h)             # train, for several processes; may be missing
    find_path(C10D_INCLUDE_DIR torch/csrc/distributed/c10d/ProcessGroupGloo.hpp HINTS ${TORCH_INCLUDE_DIRS})
    find_path(CUDA_GRAPH_INCLUDE_DIR ATen/cuda/CUDAGraph.h HINTS ${TORCH_INCLUDE_DIRS})  # train, on a GPU; may be missing
    set(JETSEQ_CUDA_GRAPHS OFF)
    if(CUDA_GRAPH_INCLUDE_DIR AND C10_CUDA_LIBRARY AND Torch_VERSION VERSION_GREATER_EQUAL 2.4)
        set(JETSEQ_CUDA_GRAPHS ON)
        message(STATUS "LibTorch's step on a GPU runs in CUDA graphs")
    endif()
    if(C10_CUDA_LIBRARY)
        get_filename_component(site_packages ${C10_CUDA_LIBRARY}/../../.. ABSOLUTE)       # pip puts NCCL beside LibTorch
        find_path(NCCL_INCLUDE_DIR nccl.h HINTS ${site_packages}/nvidia/nccl/include)
    endif()
    find_path(ONNX_INCLUDE_DIR onnx/onnx_pb.h REQUIRED)    # train, to write ONNX
    find_library(ONNX_PROTO_LIBRARY onnx_proto REQUIRED)
    find_library(PROTOBUF_LIBRARY protobuf REQUIRED)       # by path: pip's LibTorch has a target of that name
    find_package(PkgConfig)
    if(PKG_CONFIG_FOUND)
        pkg_check_modules(RSVG IMPORTED_TARGET librsvg-2.0>=2.52 cairo-pdf cairo-png fontconfig)  # report/plot; may be missing
    endif()
    if(NOT RSVG_FOUND)
        message(STATUS "plots are SVG only, without PDF and PNG: librsvg 2.52 or later is missing")
    endif()
    find_package(NLopt REQUIRED)                           # fit
    find_package(cxxopts REQUIRED)                         # apps/options
    find_package(fmt REQUIRED)                             # workflow, apps
    find_package(yaml-cpp REQUIRED)
endif()
if(JETSEQ_TESTS AND JETSEQ_TRAIN)
    find_package(GTest REQUIRED)                           # tests
endif()
