# Prints what ptxas says of each kernel: one line a kernel and architecture.
foreach(architecture IN LISTS ARCHITECTURES)
  if(architecture MATCHES "virtual")
    continue()
  endif()
  string(REGEX MATCH "[0-9]+" number ${architecture})
  foreach(source IN LISTS SOURCES)
    execute_process(
      COMMAND ${COMPILER} -std=c++20 -O3 --fmad=false --expt-relaxed-constexpr -Xptxas=-v
        -gencode=arch=compute_${number},code=sm_${number} -I${INCLUDE}/cuda -I${INCLUDE}/include
        --cubin -o /dev/null ${source}
      ERROR_VARIABLE report COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCHALL "Compiling entry function[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*" kernels "${report}")
    foreach(kernel IN LISTS kernels)
      string(REGEX MATCH "[0-9]+[a-z_]*_kernel[A-Za-z0-9_]*" name "${kernel}")
      string(REGEX REPLACE "^[0-9]+" "" name "${name}")
      string(REGEX MATCH "[0-9]+ bytes spill stores" spills "${kernel}")
      string(REGEX MATCH "[0-9]+ registers" registers "${kernel}")
      string(REGEX MATCH "[0-9]+ bytes smem" shared "${kernel}")
      if(NOT shared)
        set(shared "0 bytes smem")
      endif()
      message("sm_${number}  ${registers}, ${shared}, ${spills}  ${name}")
    endforeach()
  endforeach()
endforeach()
