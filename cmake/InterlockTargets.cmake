# SPDX-License-Identifier: GPL-3.0-or-later

# interlock_library(NAME SOURCES … LINKS …): one static library a folder. LINKS are the edges of the
# architecture; tests/lint checks that includes keep to them.
function(interlock_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC interlock_options ${arg_LINKS})
endfunction()

# interlock_executable(NAME SOURCES … LINKS … OUTPUT program-name)
function(interlock_executable name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "OUTPUT" "SOURCES;LINKS")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE interlock_options ${arg_LINKS})
    set_target_properties(${name} PROPERTIES
        OUTPUT_NAME ${arg_OUTPUT} RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
endfunction()

# interlock_test(tst_name SOURCES … LINKS … [LABELS …] [TIMEOUT seconds]): one Qt Test executable, run offscreen.
# A test is registered under its executable's name. Label "integration" marks those that start real servers.
function(interlock_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINKS;LABELS")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE interlock_options Qt6::Test ${arg_LINKS})
    target_compile_definitions(${name} PRIVATE
        INTERLOCK_SOURCE_DIR="${CMAKE_SOURCE_DIR}" INTERLOCK_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
    # One file a test: nothing to unite, and a test's anonymous namespace belongs to its main file. Nothing to optimise
    # either: what a test measures is compiled in the libraries.
    set_target_properties(${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests-bin" UNITY_BUILD OFF)
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)
    target_compile_options(${name} PRIVATE -include "${CMAKE_SOURCE_DIR}/tests/fakes/patience.h")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    if(INTERLOCK_SANITIZE) # everything takes a few times as long there
        math(EXPR arg_TIMEOUT "4 * ${arg_TIMEOUT}")
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=qt.qpa.*=false;LC_ALL=C.UTF-8;TZ=UTC")
endfunction()
