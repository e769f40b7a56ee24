# SPDX-License-Identifier: GPL-3.0-or-later

# What most units include, parsed once. clang-tidy reads the units without it (preset tidy), so that a unit which forgot to
# include something is found.
add_library(interlock_headers OBJECT "${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp")
target_link_libraries(interlock_headers PRIVATE interlock_options Qt6::Core tl::expected)
target_precompile_headers(interlock_headers PRIVATE
    <QByteArray> <QDateTime> <QFuture> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QList> <QMap> <QObject> <QPromise>
    <QSet> <QString> <QStringList> <QTimer> <QUrl> <QUuid>
    <algorithm> <array> <chrono> <cmath> <functional> <map> <memory> <optional> <tl/expected.hpp> <utility> <variant> <vector>)

# interlock_library(NAME SOURCES … LINKS …): one static library a folder. LINKS are the edges of the
# architecture; tests/lint checks that includes keep to them.
function(interlock_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC interlock_options ${arg_LINKS})
    target_precompile_headers(${name} REUSE_FROM interlock_headers)
endfunction()

# interlock_executable(NAME SOURCES … LINKS … OUTPUT program-name)
function(interlock_executable name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "OUTPUT" "SOURCES;LINKS")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE interlock_options ${arg_LINKS})
    set_target_properties(${name} PROPERTIES
        OUTPUT_NAME ${arg_OUTPUT} RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
endfunction()

# What tests begin with, parsed once instead of once a test: most of a test's compile time is Qt Test's headers. Two of them,
# because Qt Test tells by a definition (QT_WIDGETS_LIB) whether it runs a QApplication.
function(interlock_test_headers name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;LINKS")
    add_library(${name} OBJECT "${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp")
    target_link_libraries(${name} PRIVATE interlock_options Qt6::Test Qt6::Network ${arg_LINKS})
    target_precompile_headers(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests/fakes/patience.h" ${arg_HEADERS})
    interlock_test_options(${name})
endfunction()

# One file a test: nothing to unite, and a test's anonymous namespace belongs to its main file. Nothing to optimise either:
# what a test measures is compiled in the libraries. Qt Test defines the folder of each target (for QFINDTESTDATA, which no
# test uses): a precompiled header wants the same definitions in all of them.
function(interlock_test_options name)
    set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
    target_compile_options(${name} PRIVATE -O0 -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
    if(CMAKE_DISABLE_PRECOMPILE_HEADERS) # the patience is needed all the same
        target_compile_options(${name} PRIVATE -include "${CMAKE_SOURCE_DIR}/tests/fakes/patience.h")
    endif()
endfunction()

# interlock_test(tst_name SOURCES … LINKS … [WIDGETS] [LABELS …] [TIMEOUT seconds]): one Qt Test executable, run offscreen.
# A test is registered under its executable's name. Label "integration" marks those that start real servers. WIDGETS: it links
# Qt Widgets, by itself or through a library.
function(interlock_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "WIDGETS" "TIMEOUT" "SOURCES;LINKS;LABELS")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE interlock_options Qt6::Test Qt6::Network ${arg_LINKS})
    target_compile_definitions(${name} PRIVATE
        INTERLOCK_SOURCE_DIR="${CMAKE_SOURCE_DIR}" INTERLOCK_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests-bin")
    interlock_test_options(${name})
    set(suffix "")
    if(arg_WIDGETS)
        set(suffix _widgets)
    endif()
    target_precompile_headers(${name} REUSE_FROM interlock_test_headers${suffix})
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
