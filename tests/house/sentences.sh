#!/bin/sh
# Every sentence `lathe[<id>]: ...` that a header says is expected by a file of tests/errors, and every such file, called
# <id>.cpp or <id>.<what>.cpp, expects a sentence that a header says.
set -u
cd "$1" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
grep -rhoE 'lathe\[[^]]+\]: [^"]+' include | sort -u >"$work/sentences"

status=0
: >"$work/expected"
for file in tests/errors/*.cpp; do
    [ -e "$file" ] || break
    pattern=$(sed -n 's|^// error: *||p' "$file" | head -n 1)
    matched=$(grep -E -e "$pattern" "$work/sentences")
    if [ -z "$matched" ]; then
        echo "$file expects what no header says: $pattern"
        status=1
        continue
    fi
    printf '%s\n' "$matched" >>"$work/expected"
    name=$(basename "$file" .cpp)
    id=$(printf '%s\n' "$matched" | sed -n '1s/^lathe\[\([^]]*\)\].*/\1/p')
    case $name in
        "$id" | "$id".*) ;;
        *)
            echo "$file expects the sentence of $id, and should be called $id.cpp or $id.<what>.cpp"
            status=1
            ;;
    esac
done
sort -u "$work/expected" | comm -13 - "$work/sentences" >"$work/missing"
if [ -s "$work/missing" ]; then
    echo 'no file of tests/errors expects:'
    cat "$work/missing"
    status=1
fi

# The page on the scheme explains every law.
for id in $(sed -n 's/^lathe\[\(law[.][^]]*\)\].*/\1/p' "$work/sentences" | sort -u); do
    if ! grep -qF "\`$id\`" docs/scheme.md; then
        echo "docs/scheme.md does not explain $id"
        status=1
    fi
done
exit "$status"
