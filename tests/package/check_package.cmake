# Installs the project into a fresh folder, builds a program against it there, once with the CMake package and once with
# pkg-config, and runs these and the installed program.
# Needs BUILD_DIRECTORY, SOURCE_DIRECTORY (of the consumer), WORK_DIRECTORY, GENERATOR, COMPILER, PKG_CONFIG (or nothing),
# LIBRARY_FOLDER (relative to the prefix), SHARED and VERSION.
cmake_minimum_required(VERSION 3.22)
file(REMOVE_RECURSE ${WORK_DIRECTORY})
set(prefix ${WORK_DIRECTORY}/prefix)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGN}\nended with ${status}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(run_consumer)
  run(${ARGN})
  if(NOT output STREQUAL "1.000 2.000 3.000 4.000")
    message(FATAL_ERROR "the consumer printed: ${output}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD_DIRECTORY} --prefix ${prefix})

run(${CMAKE_COMMAND} -S ${SOURCE_DIRECTORY} -B ${WORK_DIRECTORY}/build -G ${GENERATOR} -DCMAKE_BUILD_TYPE=Debug
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${prefix})
run(${CMAKE_COMMAND} --build ${WORK_DIRECTORY}/build)
run_consumer(${WORK_DIRECTORY}/build/consumer)

if(PKG_CONFIG)
  set(ENV{PKG_CONFIG_PATH} ${prefix}/${LIBRARY_FOLDER}/pkgconfig)
  run(${PKG_CONFIG} --modversion glissade)
  if(NOT output STREQUAL VERSION)
    message(FATAL_ERROR "glissade.pc states version ${output}, not ${VERSION}")
  endif()
  set(kind --static)
  if(SHARED)
    set(kind)
  endif()
  run(${PKG_CONFIG} ${kind} --cflags --libs glissade)
  separate_arguments(flags UNIX_COMMAND "${output}")
  run(${COMPILER} -std=c++20 ${SOURCE_DIRECTORY}/main.cpp -o ${WORK_DIRECTORY}/consumer ${flags}
      -Wl,-rpath,${prefix}/${LIBRARY_FOLDER})
  run_consumer(${WORK_DIRECTORY}/consumer)
endif()

# Finds the shared library and the modules from where it is.
run(${prefix}/bin/glissade --version)
run(${prefix}/bin/glissade verify linear --device emulated --data synthetic:linear,rows=50,features=2 --quiet)
file(REMOVE_RECURSE ${WORK_DIRECTORY})
