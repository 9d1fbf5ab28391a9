#!/bin/sh
# Compiles tests for AArch64 and runs them in an emulator, on a machine of another kind. See usage below.
set -u

usage() {
    cat <<'END'
usage: sh tests/aarch64.sh [file of tests/ ...]

Compiles each file, otherwise those of tests/kernel, into a program of its own and runs it. Tells whether results are
right, and nothing about speed. A file takes up to a minute.

Debian 12: apt-get install g++-aarch64-linux-gnu qemu-user catch2 libxsimd-dev libxtensor-dev xtl-dev libboost-dev \
    nlohmann-json3-dev

  CXX            the compiler, otherwise aarch64-linux-gnu-g++
  CXXFLAGS       what it is told besides, otherwise -O1; -march=armv8.2-a, say
  QEMU           the emulator, otherwise qemu-aarch64
  SYSROOT        where the libraries of AArch64 are, otherwise /usr/aarch64-linux-gnu
  LATHE_HEADERS  where xsimd, xtensor, xtl, boost, nlohmann and catch2 (version 2) are, otherwise /usr/include
  LATHE_WORK     where programs are put, otherwise build/aarch64
END
}

fail() {
    printf 'aarch64: %s\n' "$1" >&2
    exit 2
}

case ${1:-} in
    -h | --help)
        usage
        exit 0
        ;;
esac
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || fail "cannot find the folder of $0"
compiler=${CXX:-aarch64-linux-gnu-g++}
emulator=${QEMU:-qemu-aarch64}
headers=${LATHE_HEADERS:-/usr/include}
work=${LATHE_WORK:-$here/build/aarch64}
command -v "$compiler" >/dev/null || fail "there is no $compiler"
command -v "$emulator" >/dev/null || fail "there is no $emulator"
[ -e "$headers/catch2/catch.hpp" ] || fail "there is no $headers/catch2/catch.hpp: Catch2 of version 2, which needs no library"
mkdir -p "$work/packages" || fail "cannot write to $work"

# Only these: the rest of /usr/include is of this machine.
for package in xsimd xtensor xtl boost nlohmann catch2; do
    [ ! -e "$headers/$package" ] || ln -sfn "$headers/$package" "$work/packages/$package"
done

compile() {
    # shellcheck disable=SC2086
    "$compiler" -std=c++20 ${CXXFLAGS:--O1} -Wall -Wextra -Wpedantic -Wshadow -Wconversion -DLATHE_CHECKED=1 \
        "-DLATHE_ORACLES=\"$here/tests/oracle\"" "-I$here/include" "-I$here/tests" -isystem "$work/packages" "$@" -pthread
}

printf '#define CATCH_CONFIG_MAIN\n#include <catch2/catch.hpp>\n' >"$work/main.cpp"
compile -c "$work/main.cpp" -o "$work/main.o" || fail 'Catch2 does not compile'
compile -c "$here/tests/house/allocations.cpp" -o "$work/allocations.o" || fail 'tests/house/allocations.cpp does not compile'

[ $# -gt 0 ] || set -- "$here"/tests/kernel/*.cpp
status=0
for file in "$@"; do
    name=$(CDPATH='' cd -- "$(dirname -- "$file")" && pwd -P)/$(basename -- "$file")
    name=${name#"$here/tests/"}
    program=$work/$(printf '%s' "${name%.cpp}" | tr / .)
    if ! compile "$file" "$work/main.o" "$work/allocations.o" -o "$program"; then
        printf '%s: does not compile\n' "$name"
        status=1
        continue
    fi
    if "$emulator" -L "${SYSROOT:-/usr/aarch64-linux-gnu}" "$program" >"$program.log" 2>&1; then
        printf '%s: %s\n' "$name" "$(grep -E 'tests passed|assertions' "$program.log" | tail -n 1)"
    else
        cat "$program.log"
        printf '%s: fails\n' "$name"
        status=1
    fi
done
exit "$status"
