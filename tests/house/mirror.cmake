# tests/<folder>/<name>.cpp tests include/lathe/<folder>/<name>.hpp, and every header has its test.

cmake_minimum_required(VERSION 3.25)

# Folders of tests that look across headers.
set(free compare consumer errors house oracle conformance)

# Headers that other tests cover, as a pattern with the reason.
set(covered
    "^(frame|init|loop|body|inject|view|combine|halt|pass|objective|retain|feature)/: tests/conformance is generated for every policy"
    "^variant/: tests/conformance is generated for every variant, and oracles compare most of them"
    "^concepts/: what they declare is used by every test of a policy; laws also by tests/errors"
    "^signal/(full|last)[.]hpp: tests/oracle compares gradients under each of them with public code"
    "^kernel/recurrence_(steps|forward)[.]hpp: tests/kernel/recurrence.cpp looks at both directions of what they are parts of"
    "^kernel/panel_step[.]hpp: products of tests/kernel/panel_tile.cpp take steps of every form"
    "^ops/note[.]hpp: tests/ops/gradient.cpp looks at what tapes do with notes, tests/ops/counting.cpp at what they take"
    "^(axes|lathe|model|run|variants)[.]hpp: everything includes them")

# ----------------------------------------------------------------------------------------------------------------------

set(problems "")
file(GLOB_RECURSE headers RELATIVE ${ROOT}/include/lathe ${ROOT}/include/lathe/*.hpp)
file(GLOB_RECURSE tests RELATIVE ${ROOT}/tests ${ROOT}/tests/*.cpp)
foreach(test IN LISTS tests)
    string(REGEX REPLACE "/.*" "" folder ${test})
    string(REGEX REPLACE "[.]cpp$" ".hpp" header ${test})
    if(NOT folder IN_LIST free AND NOT header IN_LIST headers)
        string(APPEND problems "tests/${test} tests no header: there is no include/lathe/${header}\n")
    endif()
endforeach()
foreach(header IN LISTS headers)
    string(REGEX REPLACE "[.]hpp$" ".cpp" test ${header})
    if(test IN_LIST tests)
        continue()
    endif()
    set(excused FALSE)
    foreach(entry IN LISTS covered)
        string(REGEX REPLACE ": .*" "" pattern "${entry}")
        if(header MATCHES "${pattern}")
            set(excused TRUE)
        endif()
    endforeach()
    if(NOT excused)
        string(APPEND problems "include/lathe/${header} has no test: there is no tests/${test}\n")
    endif()
endforeach()
if(problems)
    message("${problems}")
    message(FATAL_ERROR "the rule of ${CMAKE_CURRENT_LIST_FILE} is broken")
endif()
