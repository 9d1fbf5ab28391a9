# The tests run the program with one arm, if it is built at all.

if(TARGET compare_one)
    set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/compare/compare.cpp PROPERTIES
        COMPILE_DEFINITIONS LATHE_COMPARE="$<TARGET_FILE:compare_one>")
    cmake_language(DEFER CALL add_dependencies test_compare compare_one)
else()
    set(sources "")
endif()
