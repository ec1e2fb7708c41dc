# Installs the project into a fresh folder, builds a program against the installed package there, and runs it.
# Needs BUILD_DIRECTORY, SOURCE_DIRECTORY (of the consumer), WORK_DIRECTORY, GENERATOR.
file(REMOVE_RECURSE ${WORK_DIRECTORY})

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGN}\nended with ${status}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD_DIRECTORY} --prefix ${WORK_DIRECTORY}/prefix)
run(${CMAKE_COMMAND} -S ${SOURCE_DIRECTORY} -B ${WORK_DIRECTORY}/build -G ${GENERATOR} -DCMAKE_BUILD_TYPE=Debug
    -DCMAKE_PREFIX_PATH=${WORK_DIRECTORY}/prefix)
run(${CMAKE_COMMAND} --build ${WORK_DIRECTORY}/build)
run(${WORK_DIRECTORY}/build/consumer)
if(NOT output STREQUAL "1.000 2.000 3.000 4.000\n")
  message(FATAL_ERROR "the consumer printed: ${output}")
endif()
run(${WORK_DIRECTORY}/prefix/bin/glissade --version)
file(REMOVE_RECURSE ${WORK_DIRECTORY})
