include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(lathe_config_folder ${CMAKE_INSTALL_DATADIR}/cmake/lathe)

install(TARGETS lathe lathe_native EXPORT lathe)
install(EXPORT lathe NAMESPACE lathe:: FILE latheTargets.cmake DESTINATION ${lathe_config_folder})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ ${PROJECT_BINARY_DIR}/generated/
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/latheConfig.cmake.in
    ${PROJECT_BINARY_DIR}/latheConfig.cmake INSTALL_DESTINATION ${lathe_config_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/latheConfigVersion.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/latheConfig.cmake ${PROJECT_BINARY_DIR}/latheConfigVersion.cmake
    ${PROJECT_SOURCE_DIR}/cmake/dependencies.cmake DESTINATION ${lathe_config_folder})
