# find_package(jetseq COMPONENTS infer select): libraries that need only a C++17 compiler.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/jetseq)
install(EXPORT jetseq-targets NAMESPACE jetseq:: DESTINATION ${package})
configure_package_config_file(cmake/jetseq-config.cmake.in ${PROJECT_BINARY_DIR}/jetseq-config.cmake
                              INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/jetseq-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/jetseq-config.cmake ${PROJECT_BINARY_DIR}/jetseq-config-version.cmake
        DESTINATION ${package})
