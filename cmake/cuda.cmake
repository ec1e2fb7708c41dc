# Whether nvcc compiles what is meant for GPUs, and for which.
set(GLISSADE_CUDA AUTO CACHE STRING "Compile for NVIDIA GPUs: AUTO (where there is a CUDA compiler), ON or OFF")
set_property(CACHE GLISSADE_CUDA PROPERTY STRINGS AUTO ON OFF)
set(GLISSADE_CUDA_ARCHITECTURES everyday CACHE STRING
  "everyday: the oldest and the newest that the compiler knows; all: what a release has; or a list as CMake takes it")
# Code for one of these runs on later ones of its generation, too.
set(release_architectures 75 80 86 89 90 100 120)

# The first whose nvcc takes the C++20 of the sources.
set(oldest_cuda 12.4)

set(GLISSADE_HAS_CUDA OFF)
if(NOT GLISSADE_CUDA STREQUAL "OFF")
  include(CheckLanguage)
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)
    execute_process(COMMAND ${CMAKE_CUDA_COMPILER} --version OUTPUT_VARIABLE release COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCH "release ([0-9.]+)" release "${release}")
    set(release ${CMAKE_MATCH_1})
    if(release VERSION_GREATER_EQUAL oldest_cuda)
      set(GLISSADE_HAS_CUDA ON)
    elseif(GLISSADE_CUDA STREQUAL "ON")
      message(FATAL_ERROR "${CMAKE_CUDA_COMPILER} is of CUDA ${release}, and the cuda device needs ${oldest_cuda} or newer; "
        "set CMAKE_CUDA_COMPILER to a newer one")
    else()
      message(WARNING "The cuda device is not built: ${CMAKE_CUDA_COMPILER} is of CUDA ${release}, and it needs "
        "${oldest_cuda} or newer; set CMAKE_CUDA_COMPILER to a newer one")
    endif()
  elseif(GLISSADE_CUDA STREQUAL "ON")
    message(FATAL_ERROR "GLISSADE_CUDA is ON and no CUDA compiler was found; set CMAKE_CUDA_COMPILER or CUDACXX")
  endif()
endif()

if(GLISSADE_HAS_CUDA)
  execute_process(COMMAND ${CMAKE_CUDA_COMPILER} --list-gpu-arch OUTPUT_VARIABLE known COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[0-9]+" known "${known}")
  list(SORT known COMPARE NATURAL)
  list(GET known 0 oldest)
  list(GET known -1 newest)
  foreach(architecture IN LISTS release_architectures)
    if(architecture IN_LIST known)
      list(APPEND known_release_architectures ${architecture})
    endif()
  endforeach()
  if(GLISSADE_CUDA_ARCHITECTURES STREQUAL "everyday")
    # With the oldest one's PTX, from which the driver makes code for whatever it meets.
    set(CMAKE_CUDA_ARCHITECTURES ${oldest} ${newest}-real)
  elseif(GLISSADE_CUDA_ARCHITECTURES STREQUAL "all")
    list(TRANSFORM known_release_architectures APPEND "-real" OUTPUT_VARIABLE CMAKE_CUDA_ARCHITECTURES)
    # PTX, for those still to come.
    list(APPEND CMAKE_CUDA_ARCHITECTURES ${newest}-virtual)
  else()
    set(CMAKE_CUDA_ARCHITECTURES ${GLISSADE_CUDA_ARCHITECTURES})
  endif()
  enable_language(CUDA)
  # Modules are linked by the C++ compiler with its own libraries. Those of nvcc's host compiler, which may be an older
  # GCC, must not come before them.
  list(FILTER CMAKE_CUDA_IMPLICIT_LINK_DIRECTORIES EXCLUDE REGEX "/gcc/")
  if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)
    # CMake 3.25 does not know that nvcc has had it since 12.0.
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
  endif()
  set(CMAKE_CUDA_STANDARD 20)

  add_library(glissade_cuda_options INTERFACE)
  target_compile_options(glissade_cuda_options INTERFACE
    --Werror=all-warnings
    # Results must not depend on whether a compiler fuses a multiply-add: code that wants one writes it.
    --fmad=false
    --expt-relaxed-constexpr
    -Xptxas=-warn-spills,-warn-lmem-usage
    -Xcompiler=-Wall,-Wextra,-Wshadow,-Wconversion,-Wno-sign-conversion,-Werror,-ffp-contract=off,-fvisibility=hidden)

endif()
