# run(COMMAND ARGUMENT...): ends the test if it fails; `output` has what it printed.
function(run)
    execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(result)
        message(FATAL_ERROR "${ARGV} failed:\n${output}")
    endif()
    set(output "${output}" PARENT_SCOPE)
endfunction()
