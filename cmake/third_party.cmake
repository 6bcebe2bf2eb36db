# Every library of others that jetseq uses, and the one folder that uses it. `scripts/install-packages` installs them.
# (Pythia 8 and FastJet: see simulate/CMakeLists.txt.)
find_package(nlohmann_json QUIET)                          # models
if(NOT nlohmann_json_FOUND)                                # the header alone, such as PyPI's nlohmann-json
    list(TRANSFORM CMAKE_PREFIX_PATH APPEND /nlohmann_json/include OUTPUT_VARIABLE hints)
    find_path(NLOHMANN_JSON_INCLUDE_DIR nlohmann/json.hpp HINTS ${hints} REQUIRED)
    add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED)
    target_include_directories(nlohmann_json::nlohmann_json INTERFACE ${NLOHMANN_JSON_INCLUDE_DIR})
endif()
if(JETSEQ_TRAIN)
    enable_language(C)                                     # FindHDF5 tries it out
    find_package(HDF5 REQUIRED COMPONENTS C)               # data
    find_package(Torch REQUIRED)                           # models/network, train
    find_path(ONNX_INCLUDE_DIR onnx/onnx_pb.h REQUIRED)    # train, to write ONNX
    find_library(ONNX_PROTO_LIBRARY onnx_proto REQUIRED)
    find_library(PROTOBUF_LIBRARY protobuf REQUIRED)       # by path: pip's LibTorch has a target of that name
    find_package(cxxopts REQUIRED)                         # apps
    find_package(yaml-cpp REQUIRED)
endif()
if(JETSEQ_TESTS)
    find_package(GTest REQUIRED)                           # tests
endif()
