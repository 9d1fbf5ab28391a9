#!/bin/sh
# The top level holds what it holds: whoever adds to it has to change this line.
allowed='CMakeLists.txt CMakePresets.json include benchmarks tests examples cmake docs README.md LICENSE'
set -u
cd "$1" || exit 1
# Without git there is no telling what belongs to the repository.
names=$(git ls-files 2>/dev/null | cut -d/ -f1 | sort -u)
status=0
for name in $names; do
    case " $allowed " in
        *" $name "*) continue ;;
    esac
    case $name in
        .*) ;;
        *)
            echo "$name does not belong on the top level"
            status=1
            ;;
    esac
done
exit "$status"
