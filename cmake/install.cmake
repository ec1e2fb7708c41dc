# The library with its headers and CMake package, and the program.
include(CMakePackageConfigHelpers)

set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/glissade)
install(TARGETS glissade EXPORT glissade-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS glissade_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/glissade DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(EXPORT glissade-targets NAMESPACE glissade:: DESTINATION ${package_directory})
configure_package_config_file(cmake/glissade-config.cmake.in ${PROJECT_BINARY_DIR}/glissade-config.cmake
  INSTALL_DESTINATION ${package_directory})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/glissade-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/glissade-config.cmake ${PROJECT_BINARY_DIR}/glissade-config-version.cmake
  DESTINATION ${package_directory})
install(FILES README.md ARCHITECTURE.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
