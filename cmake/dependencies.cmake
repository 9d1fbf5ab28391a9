# What the headers include. Read by the build and, installed, by latheConfig.cmake.

# Debian's xsimd target links `xtl` without looking for it, so xtl has to be found first.
find_package(xtl QUIET)
find_package(xsimd QUIET)
if(NOT TARGET xsimd AND NOT TARGET xsimd::xsimd)
    set(lathe_missing "lathe needs xsimd (Debian: apt-get install libxsimd-dev xtl-dev).")
    if(CMAKE_FIND_PACKAGE_NAME STREQUAL "lathe")
        set(lathe_FOUND FALSE)
        set(lathe_NOT_FOUND_MESSAGE "${lathe_missing}")
        return()
    endif()
    message(FATAL_ERROR "${lathe_missing}")
endif()

# Only some folders need these: tensor/ xtensor, core/ and sweep/ Boost.Hana, io/ and report/ JSON.
find_package(xtensor QUIET)
find_package(Boost 1.74 QUIET CONFIG)
find_package(nlohmann_json QUIET)
if(NOT WIN32)
    set(THREADS_PREFER_PTHREAD_FLAG TRUE)
endif()
find_package(Threads QUIET)

# An imported target is named one way by Debian and another by vcpkg, conan or newer releases: take the first.
function(lathe_link_first target)
    foreach(candidate IN LISTS ARGN)
        if(TARGET ${candidate})
            target_link_libraries(${target} INTERFACE $<BUILD_INTERFACE:${candidate}>)
            return()
        endif()
    endforeach()
endfunction()

function(lathe_link_dependencies target)
    lathe_link_first(${target} xsimd::xsimd xsimd)
    lathe_link_first(${target} xtensor::xtensor xtensor)
    lathe_link_first(${target} Boost::headers Boost::boost)
    lathe_link_first(${target} nlohmann_json::nlohmann_json)
    lathe_link_first(${target} Threads::Threads)
endfunction()
