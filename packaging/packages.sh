# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run, test and .ci/run: which Debian 12 packages each of them needs, and how they get here.

packages_build="g++ cmake ninja-build pkg-config python3
 qt6-base-dev libqt6opengl6-dev libgl-dev libqt6sql6-sqlite qt6-charts-dev qt6-httpserver-dev qt6-websockets-dev
 libqcustomplot-dev libtomlplusplus-dev libexpected-dev libsimdjson-dev libxxhash-dev qtkeychain-qt6-dev libpq-dev
 libboost-math-dev libzstd-dev"
packages_rehearsal="postgresql-15 fonts-dejavu-core"
packages_haproxy="haproxy prometheus"
packages_test="socat procps $packages_haproxy"
packages_lint="clang-16 clang-tidy-16 clang-format-16 clazy libclang-rt-16-dev"

# need_packages NAME…: installs what is missing. Says what it does; asks nothing when there is no terminal.
need_packages() {
    local missing=()
    local package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "These Debian packages (or what corresponds to them here) are missing: ${missing[*]}" >&2
        return 1
    fi
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "Missing packages. As root: apt-get install --no-install-recommends ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
        [ -t 0 ] || as_root=(sudo -n) # no terminal: never wait for a password
    fi
    echo "Installing what is missing: ${missing[*]}"
    install_packages || { # lists may be old or absent: refresh once, then it must work
        "${as_root[@]}" apt-get update -q && install_packages
    }
}

# Installs ${missing[@]}. A fresh server package must not start a service on this machine: a policy-rc.d that forbids
# it stands there while apt runs (unless the machine has one of its own).
install_packages() {
    local policy=/usr/sbin/policy-rc.d
    local ours=no
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null && "${as_root[@]}" chmod 755 "$policy" && ours=yes
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null
    local status=$?
    if [ "$ours" = yes ]; then "${as_root[@]}" rm -f "$policy"; fi
    if [ "$status" -eq 0 ] && [ -d /run/systemd/system ]; then
        local unit
        for unit in haproxy prometheus; do
            case " ${missing[*]} " in *" $unit "*) "${as_root[@]}" systemctl disable -q --now "$unit" || true ;; esac
        done
    fi
    return "$status"
}

# build_targets PRESET [TARGET…]: configures once (ninja reconfigures by itself later) and builds.
build_targets() {
    local preset=$1
    shift
    [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" || return 1
    if [ $# -gt 0 ]; then cmake --build --preset "$preset" --target "$@"; else cmake --build --preset "$preset"; fi
}
