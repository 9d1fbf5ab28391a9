# Finds the variants: include/lathe/variant/<name>.hpp defines `name` in lathe::variant, as a struct, a class template
# whose parameters all have defaults, or an alias. Nothing else has to be edited to add one.
#
# Writes <build>/generated/lathe/variants.hpp and sets
#     lathe_variants         the names
#     lathe_variant_about_<name>   the first line of the header's description
#     lathe_variant_<name>   how the type is spelled inside namespace lathe: variant::name or variant::name<>
# A variant that runs along positions is a mixer; as a model it stands in variant::standing<>, which asks the type.

file(GLOB lathe_variant_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/lathe/variant/*.hpp)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${lathe_variant_headers})

set(lathe_variants)
set(includes "")
set(types)
set(names)
foreach(header IN LISTS lathe_variant_headers)
    cmake_path(GET header STEM LAST_ONLY name)
    file(READ ${header} text)
    set(lathe_variant_about_${name} "")
    if(text MATCHES "file\n/// ([^\n\"]*)")
        set(lathe_variant_about_${name} "${CMAKE_MATCH_1}")
    endif()
    string(REGEX REPLACE "//[^\n]*" "" text "${text}")
    if(text MATCHES "(^|\n)[ \t]*template[ \t\n]*<[^;]*[> \t\n](struct|class)[ \t\n]+${name}[ \t\n]*(final)?[ \t\n]*[:{]"
       OR text MATCHES "(^|\n)[ \t]*template[ \t\n]*<[^;]*[> \t\n]using[ \t\n]+${name}[ \t\n]*=")
        set(spelled "variant::${name}<>")
    elseif(text MATCHES "(struct|class)[ \t\n]+${name}[ \t\n]*(final)?[ \t\n]*[:{]"
           OR text MATCHES "using[ \t\n]+${name}[ \t\n]*=")
        set(spelled "variant::${name}")
    else()
        message(FATAL_ERROR "${header} defines no struct `${name}`; a variant has the name of its header.")
    endif()
    list(APPEND lathe_variants ${name})
    set(lathe_variant_${name} "${spelled}")
    string(APPEND includes "#include \"lathe/variant/${name}.hpp\"\n")
    list(APPEND types "${spelled}")
    list(APPEND names "\"${name}\"")
endforeach()

if(NOT names)
    set(names "\"\"")
endif()
list(JOIN types ",\n    " types)
list(JOIN names ",\n    " names)
configure_file(${CMAKE_CURRENT_LIST_DIR}/variants.hpp.in ${PROJECT_BINARY_DIR}/generated/lathe/variants.hpp @ONLY)
