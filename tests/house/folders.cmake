# Who may include whom. A folder may include itself and every folder of a lower tier, nothing else.

cmake_minimum_required(VERSION 3.25)

# tier: folders and files of include/lathe that stand on it
set(tiers
    "core"
    "concepts"
    "retain feature"
    "kernel"
    "tensor"
    "ops"
    "frame init loop body inject view combine halt pass signal objective optimise"
    "axes.hpp"
    "variant"
    "variants.hpp"
    "lathe.hpp"
    "model.hpp"
    "exec"
    "io task report sweep"
    "run.hpp")

# Includes inside a tier that are wanted all the same, as "from>to", each with its reason.
set(allowed)

# Included, directly or not, by lathe.hpp: names only.
set(lathe_hpp_reaches core concepts axes.hpp retain feature frame init loop body inject view combine halt pass signal objective optimise variant
    variants.hpp)

# Packages that one folder wraps for all others: a pattern of the header, and the folder.
set(wrapped
    "^xsimd/>kernel"
    "^[a-z0-9]*intrin[.]h$>kernel"
    "^(xtensor|xtensor-blas|xtl)/>tensor")

# ----------------------------------------------------------------------------------------------------------------------

set(include ${ROOT}/include/lathe)
set(problems "")

set(number 0)
foreach(tier IN LISTS tiers)
    separate_arguments(members UNIX_COMMAND "${tier}")
    foreach(member IN LISTS members)
        set(tier_of_${member} ${number})
    endforeach()
    math(EXPR number "${number} + 1")
endforeach()

# kernel/arch.hpp is in folder `kernel`; run.hpp is its own folder.
function(folder_of header result)
    string(REGEX REPLACE "/.*" "" folder ${header})
    set(${result} ${folder} PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE headers RELATIVE ${include} ${include}/*.hpp)
foreach(header IN LISTS headers)
    folder_of(${header} from)
    if(NOT DEFINED tier_of_${from})
        string(APPEND problems "${header}: `${from}` stands on no tier of tests/house/folders.cmake\n")
        continue()
    endif()
    set(uses_of_${header})
    file(STRINGS ${include}/${header} lines REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"]")
    foreach(line IN LISTS lines)
        string(REGEX REPLACE "^[^<\"]*[<\"]([^>\"]*)[>\"].*" "\\1" name "${line}")
        if(name MATCHES "^lathe/(.*)$")
            set(used ${CMAKE_MATCH_1})
            folder_of(${used} to)
            list(APPEND uses_of_${header} ${used})
            if(NOT DEFINED tier_of_${to})
                string(APPEND problems "${header} includes ${used}, and `${to}` stands on no tier\n")
            elseif(NOT from STREQUAL to AND NOT tier_of_${to} LESS tier_of_${from} AND NOT "${from}>${to}" IN_LIST allowed)
                string(APPEND problems "${header} includes ${used}: `${from}` may not include `${to}`\n")
            endif()
        elseif(line MATCHES "\"")
            string(APPEND problems "${header} includes \"${name}\": our own headers are spelled \"lathe/...\"\n")
        endif()
        foreach(rule IN LISTS wrapped)
            string(REGEX MATCH "^(.*)>([^>]*)$" rule "${rule}")
            set(home ${CMAKE_MATCH_2})
            if(name MATCHES "${CMAKE_MATCH_1}" AND NOT from STREQUAL home)
                string(APPEND problems "${header} includes <${name}>, which only ${home}/ may\n")
            endif()
        endforeach()
    endforeach()
endforeach()

# A header leaves when all that it uses has left; who stays is in a circle, or uses one that is.
set(staying ${headers})
while(staying)
    set(next)
    foreach(header IN LISTS staying)
        foreach(used IN LISTS uses_of_${header})
            if(used IN_LIST staying)
                list(APPEND next ${header})
                break()
            endif()
        endforeach()
    endforeach()
    if(next STREQUAL staying)
        list(JOIN staying ", " names)
        string(APPEND problems "these headers include each other in a circle: ${names}\n")
        break()
    endif()
    set(staying ${next})
endwhile()

set(reached lathe.hpp)
set(open lathe.hpp)
while(open)
    list(POP_FRONT open header)
    foreach(used IN LISTS uses_of_${header})
        if(used IN_LIST reached)
            continue()
        endif()
        list(APPEND reached ${used})
        list(APPEND open ${used})
        folder_of(${used} to)
        if(NOT to IN_LIST lathe_hpp_reaches)
            string(APPEND problems "lathe.hpp, names only, reaches ${used} through ${header}\n")
        endif()
    endforeach()
endwhile()

if(problems)
    message("${problems}")
    message(FATAL_ERROR "the rule of ${CMAKE_CURRENT_LIST_FILE} is broken")
endif()
