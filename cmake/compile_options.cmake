# What every target of this project compiles with; never exported to those who use the library.
add_library(glissade_options INTERFACE)
target_compile_options(glissade_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror
  # Results must not depend on whether a compiler fuses a multiply-add: code that wants one writes it.
  -ffp-contract=off
  # sqrt and the like become instructions.
  -fno-math-errno
  # Floating-point flags are never read. Without them, a select may compute both its values, so loops vectorise.
  -fno-trapping-math)
if(BUILD_SHARED_LIBS)
  # The program and the tests use more of the shared library than its public headers. Nobody replaces a function of it, so
  # calls within it may be inlined.
  target_compile_options(glissade_options INTERFACE -fno-semantic-interposition)
else()
  target_compile_options(glissade_options INTERFACE -fvisibility=hidden)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC's bugs 105651 and 105329: the sum of two strings is taken for overlapping memory, or for an overflow. GCC 14 still
  # takes a copy of one element for one past the end.
  target_compile_options(glissade_options INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # With sanitizers, loops that are marked for vectors get none.
  target_compile_options(glissade_options INTERFACE -Wno-pass-failed)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  # The oldest machine that the program runs on; faster code is chosen at run time.
  target_compile_options(glissade_options INTERFACE -march=x86-64-v2)
endif()
if(GLISSADE_SANITIZE)
  target_compile_options(glissade_options INTERFACE -fsanitize=${GLISSADE_SANITIZE} -fno-omit-frame-pointer
                                                    -fno-sanitize-recover=all)
  target_link_options(glissade_options INTERFACE -fsanitize=${GLISSADE_SANITIZE})
endif()
if(GLISSADE_SANITIZE MATCHES "fuzzer")
  target_compile_definitions(glissade_options INTERFACE FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
endif()
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
