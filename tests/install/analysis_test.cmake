# cmake -DGENERATOR= -DSOURCE= -DWORK= -P, after embed_test.cmake: examples/analysis, built as a stranger would, finds the yields
# that `jetseq select configs/two_lepton.yaml` does.
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
file(STRINGS ${SOURCE}/examples/analysis/analysis.cpp lines)
list(LENGTH lines length)
if(length GREATER_EQUAL 100)
    message(FATAL_ERROR "examples/analysis/analysis.cpp has ${length} lines: an example is shorter")
endif()
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${SOURCE}/examples/analysis -B ${WORK}/analysis -DCMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/analysis)
set(models ${SOURCE}/models/reference)
set(events ${SOURCE}/data/sample)
run(${WORK}/analysis/analysis ${models}/vbf.json ${models}/boson_tagger.json ${events}/vbf_1000_2lep.h5 0.0941 2000
    ${events}/zjets_skim_2lep.h5 3986.167439 32283.37006)
message("${output}")
# As from selected.h5: 139 fb^-1 * cross-section * sum of weights with 800 < m_VV < 1200 GeV / sum of all.
foreach(line "merged HP: 3.885 [+]- 0.159" "merged LP: 155.452 [+]- 19.546" "ggF resolved: 669.393 [+]- 40.793")
    if(NOT output MATCHES "${line}")
        message(FATAL_ERROR "no line '${line}'")
    endif()
endforeach()
