# Sets glissade_version to what the public header states, so that it is stated once.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/../include/glissade/version.hpp lines REGEX "define GLISSADE_VERSION_[A-Z]+ [0-9]+")
string(REGEX MATCHALL "[0-9]+" parts "${lines}")
list(JOIN parts "." glissade_version)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/../include/glissade/version.hpp)
