#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fuzz.sh TARGET CLANG BUILD_DIR SECONDS: builds tests/fuzz/fuzz_TARGET.cpp with the engine, instrumented, and runs it. The
# corpus is kept in tests/data/fuzz/TARGET (read) and BUILD_DIR/corpus-TARGET (grows).
set -euo pipefail
target=$1 clang=$2 build=$3 seconds=$4
program=$build/fuzz_$target
flags="-std=c++20 -O1 -g1 -fPIC -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -DXXH_INLINE_ALL
 -DQT_NO_CAST_FROM_ASCII -DQT_NO_KEYWORDS -DQT_USE_QSTRINGBUILDER -I."
read -r -a packages <<<"$(pkg-config --cflags --libs Qt6Core Qt6Network tomlplusplus simdjson libxxhash)"
mkdir -p "$build/corpus-$target"
newest=$(find models/parity models/domain tests/fuzz -maxdepth 1 -type f -newer "$program" 2>/dev/null | head -1 || true)
if [ ! -x "$program" ] || [ -n "$newest" ]; then
    # one unit: the whole engine is a few thousand lines
    unit=$build/fuzz_$target.unit.cpp
    : >"$unit"
    for source in models/parity/*.cpp models/domain/plaintext.cpp "tests/fuzz/fuzz_$target.cpp"; do
        printf '#include "%s"\n' "$source" >>"$unit"
    done
    # shellcheck disable=SC2086 # the flags are words
    "$clang" $flags "$unit" -o "$program" "${packages[@]}"
fi
exec "$program" -max_total_time="$seconds" -max_len=4096 -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 \
    -artifact_prefix="$build/" "$build/corpus-$target" "tests/data/fuzz/$target"
