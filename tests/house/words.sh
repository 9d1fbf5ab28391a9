#!/bin/sh
# Nothing is left to be done: no such marks anywhere. (Spelled in pieces here, because this file is searched too.)
set -u
cd "$1" || exit 1
set --
for place in CMakeLists.txt include tests benchmarks examples cmake docs README.md .ci; do
    [ -e "$place" ] && set -- "$@" "$place"
done
! grep -rnwE 'TO''DO|FIX''ME|XX''X|HA''CK' "$@"
