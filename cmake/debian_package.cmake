# A Debian package of all that is installed; scripts/package makes it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME glissade)
set(CPACK_PACKAGE_CONTACT "The developers of Glissade <glissade@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
# The libraries that program and modules were linked with, in the versions that have the symbols used.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Headers and library are here, too: what a program needs that is built with them.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "g++, cmake, zlib1g-dev, dataset-fashion-mnist")
# Libraries that no other package brings: the CUDA toolkit's, and this one's own if it is shared.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR} ${CUDAToolkit_LIBRARY_DIR})
include(CPack)
