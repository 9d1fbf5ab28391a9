#!/bin/sh
# usage: cost.sh <folder of the repository> <file of flags> <compiler>
#
# Including lathe.hpp costs next to nothing: at most this many milliseconds more than <cstddef>, as the median of five.
most=100
set -u
flags=$2
compiler=$3
if [ ! -e "$1/include/lathe/lathe.hpp" ]; then
    echo 'there is no lathe.hpp'
    exit 0
fi

# Time on the processor, which a busy machine changes less than time on the clock. A shell of its own counts from zero.
measure() {
    (
        "$compiler" "@$flags" -fsyntax-only -include "$1" -x c++ /dev/null || echo failed
        times
    ) | awk '/failed/ { exit 1 }
             NR == 2 { for (i = 1; i <= 2; ++i) { split($i, t, "[ms]"); sum += 60 * t[1] + t[2] }; print int(1000 * sum) }'
}

median() {
    sort -n | sed -n 3p
}

# A noisy machine gets another chance.
for attempt in 1 2 3; do
    ours=$(for _ in 1 2 3 4 5; do measure lathe/lathe.hpp; done | median)
    empty=$(for _ in 1 2 3 4 5; do measure cstddef; done | median)
    if [ -z "$ours" ] || [ -z "$empty" ]; then
        echo 'lathe.hpp does not compile'
        exit 1
    fi
    echo "$attempt: lathe.hpp $ours ms, <cstddef> $empty ms"
    [ $((ours - empty)) -gt "$most" ] || exit 0
done
echo "including lathe.hpp costs $((ours - empty)) ms more than <cstddef>; $most are allowed"
exit 1
