# No header is longer than this, but for those listed with their reason.

cmake_minimum_required(VERSION 3.25)

set(most 300)

# "core/example.hpp: the reason"
set(longer
    "ops/gradient.hpp: all that a back-end offers, one short member after the other"
    "ops/operation/elementwise.hpp: one formula after the other"
    "report/html.hpp: one page, section after section")

# ----------------------------------------------------------------------------------------------------------------------

set(include ${ROOT}/include/lathe)
set(problems "")
file(GLOB_RECURSE headers RELATIVE ${include} ${include}/*.hpp)
foreach(entry IN LISTS longer)
    string(REGEX REPLACE ":.*" "" name "${entry}")
    if(NOT name IN_LIST headers)
        string(APPEND problems "${name} is listed as longer, but does not exist\n")
    endif()
    list(REMOVE_ITEM headers ${name})
endforeach()
foreach(header IN LISTS headers)
    file(READ ${include}/${header} text)
    string(REGEX REPLACE "[^\n]" "" text "${text}")
    string(LENGTH "${text}" lines)
    if(lines GREATER most)
        string(APPEND problems "${header} has ${lines} lines; more than ${most} need a reason in tests/house/length.cmake\n")
    endif()
endforeach()
if(problems)
    message("${problems}")
    message(FATAL_ERROR "the rule of ${CMAKE_CURRENT_LIST_FILE} is broken")
endif()
