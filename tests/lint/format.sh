#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Formats every source with clang-format 16; with --check only says which ones are not formatted.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
options=(-i)
[ "${1:-}" != --check ] || options=(--dry-run --Werror)
git ls-files -z -- '*.cpp' '*.h' | xargs -0 -r -P 2 -n 40 clang-format-16 "${options[@]}"
