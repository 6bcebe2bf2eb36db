# Defines what core/version.hpp declares; the git revision is looked up at each build.
add_custom_target(jetseq_revision ALL
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION}
            -DOUTPUT=${PROJECT_BINARY_DIR}/generated/version.cpp -P ${PROJECT_SOURCE_DIR}/cmake/write_version.cmake
    BYPRODUCTS ${PROJECT_BINARY_DIR}/generated/version.cpp
    COMMENT "git revision")
