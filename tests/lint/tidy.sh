#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs clang-tidy 16 over every unit, clang's warnings as errors among the findings; tidy.sh REGEX… over the units whose
# path one of them matches. Only what moc writes is built: compiling and linking too would cost half as much again.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
cmake --preset tidy
# shellcheck disable=SC2046 # one word a target
cmake --build --preset tidy --target $(ninja -C build/tidy -t targets all | sed -n 's/^\([^/: ]*_autogen\): .*/\1/p')
# What moc and rcc wrote is not ours to tidy.
units=("$@")
[ ${#units[@]} -gt 0 ] || units=('')
exec run-clang-tidy-16 -quiet -p build/tidy "${units[@]/#/^(?!.*(_autogen|/.rcc)/).*}"
