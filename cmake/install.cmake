# The library with its headers, CMake package and pkg-config file, and the program.
include(CMakePackageConfigHelpers)

set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/glissade)
install(TARGETS glissade EXPORT glissade-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS glissade_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(BUILD_SHARED_LIBS)
  file(RELATIVE_PATH library_folder ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  # The same RUNPATH in the build tree, where both are in one folder. One that CMake replaces as it installs ends with an
  # empty element until then, by which the loader takes libraries from the working directory.
  set_target_properties(glissade_program PROPERTIES
    BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN/${library_folder};$ORIGIN")
endif()
install(DIRECTORY include/glissade DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(EXPORT glissade-targets NAMESPACE glissade:: DESTINATION ${package_directory})
configure_package_config_file(cmake/glissade-config.cmake.in ${PROJECT_BINARY_DIR}/glissade-config.cmake
  INSTALL_DESTINATION ${package_directory})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/glissade-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/glissade-config.cmake ${PROJECT_BINARY_DIR}/glissade-config-version.cmake
  DESTINATION ${package_directory})
set(pkgconfig_directory ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH prefix_from_pc ${pkgconfig_directory} ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" prefix_from_pc ${prefix_from_pc})
list(TRANSFORM CMAKE_DL_LIBS PREPEND -l OUTPUT_VARIABLE loader_flags)
configure_file(cmake/glissade.pc.in glissade.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/glissade.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES README.md ARCHITECTURE.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
