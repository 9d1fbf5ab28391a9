#!/bin/sh
# usage: errors.sh <file> <file of flags> <compiler>...
#
# The file must not compile, and must say why; warnings are not asked for. It holds comment lines
#     // error: <extended regular expression>   the first error matches it; if there are several, all of them
#     // lines: <number>                        all the compiler says has at most so many lines: 20 for g++, 25 for clang
set -u
LC_ALL=C
export LC_ALL
file=$1
flags=$2
shift 2

patterns=$(sed -n 's|^// error: *||p' "$file")
if [ -z "$patterns" ]; then
    echo "$file has no line \`// error: <regular expression>\`"
    exit 1
fi
given=$(sed -n 's|^// lines: *||p' "$file")

status=0
for compiler in "$@"; do
    case $("$compiler" --version) in
        *clang*) most=${given:-25} ;;
        *) most=${given:-20} ;;
    esac
    if said=$("$compiler" "@$flags" -w -fsyntax-only "$file" 2>&1); then
        echo "$compiler compiles $file, which it should not"
        status=1
        continue
    fi
    bad=
    first=$(printf '%s\n' "$said" | grep -m1 -E '(^|: )(fatal )?error: ')
    while IFS= read -r pattern; do
        if ! printf '%s\n' "$first" | grep -qE -e "$pattern"; then
            bad=yes
            echo "$compiler: the first error does not match: $pattern"
        fi
    done <<END
$patterns
END
    lines=$(printf '%s\n' "$said" | wc -l)
    if [ "$lines" -gt "$most" ]; then
        bad=yes
        echo "$compiler: $lines lines of errors; at most $most are allowed"
    fi
    if [ -n "$bad" ]; then
        status=1
        printf '%s\n' '--- it said:' "$said" '---'
    fi
done
exit "$status"
