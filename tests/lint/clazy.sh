#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Compiles everything under clazy, level 1, warnings as errors. Links nothing: there is nothing to find.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
export CLAZY_CHECKS=level1 CLAZY_IGNORE_DIRS="^(/usr|$PWD/build)/"
[ -f build/clazy/build.ninja ] || cmake --preset clazy
ninja -C build/clazy -t targets all | sed -n 's/^\([^:]*\.o\): .*/\1/p' | xargs ninja -C build/clazy -k 0
