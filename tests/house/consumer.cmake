# Builds and runs tests/consumer twice: with lathe installed and found, and with lathe as a folder of the project.

cmake_minimum_required(VERSION 3.25)

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
    if(NOT status EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "${command}\n${said}")
    endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
foreach(how IN ITEMS installed folder)
    set(build ${WORK}/${how})
    run(${CMAKE_COMMAND} -S ${ROOT}/tests/consumer -B ${build} -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${COMPILER}
        -D CMAKE_BUILD_TYPE=Release -D HOW=${how} -D CMAKE_PREFIX_PATH=${WORK}/prefix -D LATHE_FOLDER=${ROOT})
    run(${CMAKE_COMMAND} --build ${build})
    run(${build}/consumer)
endforeach()
