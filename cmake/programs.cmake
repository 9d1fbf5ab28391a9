# What all programs of this repository share: warnings, optimisation, where they are put.

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_CXX_EXTENSIONS OFF)

set(LATHE_PROGRAM_FLAGS "-O3" CACHE STRING "Optimisation of examples and benchmarks")
# Checked tests run for seconds but compile for minutes: little optimisation, no debug information. Never -O0, which
# xsimd 8.1 with g++ and AVX-512 does not survive.
set(LATHE_TEST_FLAGS "-O1;-g0" CACHE STRING "Optimisation of the tests")

set(lathe_warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ reports values inside its own AVX-512 intrinsics as maybe uninitialised.
    list(APPEND lathe_warnings -Wno-maybe-uninitialized)
endif()
if(LATHE_WERROR)
    list(APPEND lathe_warnings -Werror)
endif()

function(lathe_program target)
    target_link_libraries(${target} PRIVATE lathe::lathe lathe::native)
    target_compile_options(${target} PRIVATE ${LATHE_PROGRAM_FLAGS} ${lathe_warnings})
endfunction()

function(lathe_checked target)
    target_link_libraries(${target} PRIVATE lathe::lathe lathe::native)
    target_compile_options(${target} PRIVATE ${LATHE_TEST_FLAGS} -UNDEBUG ${lathe_warnings})
    target_compile_definitions(${target} PRIVATE LATHE_CHECKED=1)
endfunction()
