# Writes HEADER with the revision of SOURCE: "unknown" where it is no git work tree of its own, such as an unpacked
# archive inside another project's; with "-modified" where a tracked file differs.
function(git variable)
  execute_process(COMMAND git --no-optional-locks -C ${SOURCE} ${ARGN}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0)
    set(output "")
  endif()
  set(${variable} "${output}" PARENT_SCOPE)
endfunction()

set(revision unknown)
git(prefix rev-parse --show-prefix)
git(commit rev-parse --short=12 HEAD)
if(commit AND prefix STREQUAL "")
  set(revision ${commit})
  git(changes status --porcelain --untracked-files=no)
  if(NOT changes STREQUAL "")
    string(APPEND revision -modified)
  endif()
endif()
# Leaves a file of this content as it is.
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define GLISSADE_REVISION \"${revision}\"\n" @ONLY)
