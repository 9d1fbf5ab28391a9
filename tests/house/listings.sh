#!/bin/sh
# usage: listings.sh <page.md> <file of flags> <folder for results> <compiler>
#
# Takes the ```cpp listings out of a page. One with a `main` is compiled and run; one that includes something has to
# compile; others are fragments that stand for themselves.
set -u
page=$1
flags=$2
work=$3
compiler=$4
rm -rf "$work"
mkdir -p "$work" || exit 1

awk -v work="$work" '
    /^ *```/ && inside { inside = 0; close(file); next }
    /^ *```(cpp|c\+\+) *$/ { inside = 1; file = sprintf("%s/%02d_line_%d.cpp", work, ++count, NR + 1); printf "" >file; next }
    /^ *```/ { skip = !skip; next }
    inside { print >file }' "$page"

status=0
for listing in "$work"/*.cpp; do
    [ -e "$listing" ] || break
    name=$(basename "$listing" .cpp)
    if grep -qE '^ *(int|auto) main *\(' "$listing"; then
        echo "$name: compiled and run"
        if ! "$compiler" "@$flags" -O1 "$listing" -o "$work/$name" -pthread || ! (cd "$work" && "./$name"); then
            echo "$page: the listing of $name fails"
            status=1
        fi
    elif grep -qE '^ *# *include' "$listing"; then
        echo "$name: compiled"
        if ! "$compiler" "@$flags" -fsyntax-only "$listing"; then
            echo "$page: the listing of $name does not compile"
            status=1
        fi
    fi
done
exit "$status"
