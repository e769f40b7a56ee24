# SPDX-License-Identifier: GPL-3.0-or-later
# One interface target carries the language level, the warnings and the Qt definitions of every target.

option(INTERLOCK_WERROR "Treat warnings as errors (on in the presets, off for packagers)" OFF)
option(INTERLOCK_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(INTERLOCK_BENCH "Build tests/bench" ON)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
# moc reads sources only: it need not wait for the libraries a target links (and one that failed hides no other).
set(CMAKE_AUTOGEN_ORIGIN_DEPENDS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set_property(GLOBAL PROPERTY USE_FOLDERS ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

add_library(interlock_options INTERFACE)
target_compile_options(interlock_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Woverloaded-virtual)
if(INTERLOCK_WERROR)
    target_compile_options(interlock_options INTERFACE -Werror)
endif()
if(INTERLOCK_SANITIZE)
    target_compile_options(interlock_options INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    target_link_options(interlock_options INTERFACE -fsanitize=address,undefined)
endif()
target_compile_definitions(interlock_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_CONTEXTLESS_CONNECT QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_NO_KEYWORDS
    QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400)
target_include_directories(interlock_options INTERFACE "${CMAKE_SOURCE_DIR}")
