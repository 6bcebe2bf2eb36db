# libjetseq (jetseq::shared): core, event, models and infer as one shared library. It exports what is marked JETSEQ_API,
# and no instantiations of the standard library. (The selection is C++ only: jetseq::select.)
add_library(jetseq_shared SHARED)
add_library(jetseq::shared ALIAS jetseq_shared)
foreach(name core models infer)
    target_sources(jetseq_shared PRIVATE $<TARGET_OBJECTS:jetseq_${name}_objects>)
endforeach()
set_target_properties(jetseq_shared PROPERTIES
    OUTPUT_NAME jetseq EXPORT_NAME shared LINKER_LANGUAGE CXX
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_include_directories(jetseq_shared INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
if(CMAKE_SYSTEM_NAME STREQUAL Linux)
    set(exported ${CMAKE_CURRENT_LIST_DIR}/exported.map)
    target_link_options(jetseq_shared PRIVATE -Wl,--gc-sections -Wl,-z,noseparate-code -Wl,-z,now
                        -Wl,--version-script=${exported})
    set_property(TARGET jetseq_shared PROPERTY LINK_DEPENDS ${exported})
endif()
install(TARGETS jetseq_shared EXPORT jetseq-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
