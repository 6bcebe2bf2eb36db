# cmake -DNM= -DBUILD= -P: no library calls std::to_string() of a float or double, whose point depends on the locale of
# the process, or another function that formats by vsnprintf().
file(GLOB_RECURSE libraries ${BUILD}/libjetseq_*.a)
if(NOT libraries)
    message(FATAL_ERROR "no libraries in ${BUILD}")
endif()
execute_process(COMMAND ${NM} -A -u ${libraries} OUTPUT_VARIABLE undefined RESULT_VARIABLE code)
if(code)
    message(FATAL_ERROR "${NM} failed")
endif()
string(REGEX MATCHALL "[^\n]* (__)?vsnprintf(_chk)?\n" wrong "${undefined}")
if(wrong)
    message(FATAL_ERROR "${wrong}std::to_string() of a float depends on the locale. Use core/text/number_text.hpp")
endif()
