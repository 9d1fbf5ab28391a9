#!/bin/sh
# Builds and runs lathe, from a bare Debian 12 onwards. See usage below.
set -u

usage() {
    cat <<'END'
usage: sh cmake/lathe.sh compare [arguments of compare]
       sh cmake/lathe.sh test [arguments of ctest]

  compare   builds the comparison of all variants and runs it    (compare --help, compare --list)
  test      builds all tests and runs them                       (test -R oracle, test -j4)

Installs what is missing with apt-get, builds in build/ of the source folder, and does only what is still to be done
when called again. Environment:

  CXX          the compiler, g++ >= 12 or clang >= 18; each that is named has a folder of its own (build/clang++-19)
  LATHE_JOBS   how many files are compiled at once; otherwise by processors and memory, 1.5 GB each
END
}

say() {
    printf 'lathe: %s\n' "$*" >&2
}

fail() {
    say "$1"
    exit "${2:-1}"
}

word=${1:-}
case $word in
    compare | test) shift ;;
    '' | help | -h | --help)
        usage
        exit 0
        ;;
    *)
        usage >&2
        fail "there is no \`$word\`; it is compare or test" 2
        ;;
esac

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || fail "cannot find the folder of $0"
source=$(dirname -- "$here")
packages='g++ cmake ninja-build libxsimd-dev libxtensor-dev xtl-dev libboost-dev catch2 libbenchmark-dev '\
'nlohmann-json3-dev libcli11-dev'

# --- packages ---------------------------------------------------------------------------------------------------------

# A program that is on PATH need not come from a package: cmake 3.25 and ninja are looked at by running them.
works() {
    case $1 in
        cmake)
            cmake --version 2>/dev/null |
                awk 'NR == 1 { split($3, v, "."); good = v[1] > 3 || v[1] == 3 && v[2] >= 25 } END { exit !good }'
            ;;
        ninja-build) ninja --version >/dev/null 2>&1 ;;
        *) return 1 ;;
    esac
}

missing_packages() {
    for package in $packages; do
        works "$package" && continue
        dpkg -s "$package" 2>/dev/null | grep -q '^Status: .* installed$' || printf '%s ' "$package"
    done
}

# apt-get as root, its words both shown and kept to say afterwards why it failed.
apt() {
    if [ "$(id -u)" -eq 0 ]; then
        set -- env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"
    else
        set -- sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"
    fi
    {
        LC_ALL=C "$@" 2>&1
        echo $? >"$scratch/status"
    } | tee -a "$scratch/apt" >&2
    return "$(cat "$scratch/status")"
}

why_apt_failed() {
    if grep -Eqi 'no space left|enough free space' "$scratch/apt"; then
        echo 'the disk is full'
    elif grep -Eqi 'could not get lock|unable to acquire' "$scratch/apt"; then
        echo 'another apt has been running for five minutes'
    elif grep -Eqi 'could not resolve|temporary failure|could not connect|cannot initiate|timed out|unreachable|failed to fetch' \
        "$scratch/apt"; then
        echo 'no network'
    elif grep -Eqi 'unable to locate|no installation candidate' "$scratch/apt"; then
        echo 'this distribution has no such package, or its lists could not be fetched'
    elif grep -Eqi 'sudo|password' "$scratch/apt"; then
        echo 'sudo refused'
    else
        echo 'see above'
    fi
}

install() {
    say "installing $*"
    : >"$scratch/apt"
    # Lists that know all packages are good enough for a first try; a fresh container has none.
    if ! apt-cache show "$@" >/dev/null 2>&1; then
        apt update || fail "apt-get update failed ($(why_apt_failed)); needed: $*"
    fi
    apt install -y --no-install-recommends "$@" && return
    case $(why_apt_failed) in
        'the disk is full' | 'another apt'* | 'sudo refused') ;;
        *) apt update && apt install -y --no-install-recommends "$@" && return ;;
    esac
    fail "apt-get could not install packages ($(why_apt_failed)); needed: $*"
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/lathe.XXXXXX") || fail "cannot write to ${TMPDIR:-/tmp}; is the disk full?"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

needed=
installed=
if command -v dpkg >/dev/null 2>&1; then
    needed=$(missing_packages)
    needed=${needed% }
    if [ -n "$needed" ] && command -v apt-get >/dev/null 2>&1; then
        if [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1; then
            # shellcheck disable=SC2086
            install $needed
            installed=$needed
            needed=
        fi
    fi
fi
# Without the right to install, what is there may still do: cmake will say.
hint="as root: apt-get install --no-install-recommends ${needed:-$packages}"
works cmake || fail "cmake 3.25 or newer is needed; $hint"
works ninja-build || fail "ninja is needed; $hint"

# --- compiler ---------------------------------------------------------------------------------------------------------

# Prints `GNU 12` or `Clang 19`; nothing if it is no C++ compiler.
compiler_version() {
    # shellcheck disable=SC2086
    printf '%s\n' '#ifdef __clang__' 'is Clang __clang_major__' '#elif defined __GNUC__' 'is GNU __GNUC__' '#endif' |
        $1 -x c++ -E -P - 2>/dev/null | sed -n 's/^is //p'
}

new_enough() {
    case $1 in
        'GNU '*) [ "${1#GNU }" -ge 12 ] ;;
        'Clang '*) [ "${1#Clang }" -ge 18 ] ;;
        *) return 1 ;;
    esac
}

build=$source/build
if [ -n "${CXX:-}" ]; then
    version=$(compiler_version "$CXX")
    [ -n "$version" ] || fail "no compiler: CXX=$CXX does not run; g++ >= 12 or clang >= 18 is needed"
    new_enough "$version" || fail "compiler too old: CXX=$CXX is $version; g++ >= 12 or clang >= 18 is needed"
    folder=${CXX%% -*}
    folder=${folder##*[/ ]}
    build=$build/$folder
else
    found=
    for CXX in g++ c++ g++-14 g++-13 g++-12 clang++ clang++-21 clang++-20 clang++-19 clang++-18; do
        command -v "$CXX" >/dev/null 2>&1 || continue
        version=$(compiler_version "$CXX")
        new_enough "$version" && break
        found="$found $CXX (${version:-does not run})"
        version=
    done
    if [ -z "${version:-}" ]; then
        [ -n "$found" ] || fail "no compiler: g++ >= 12 or clang >= 18 is needed; $hint"
        fail "compiler too old:$found; g++ >= 12 or clang >= 18 is needed"
    fi
fi
export CXX

# --- configure, build -------------------------------------------------------------------------------------------------

# 1 GB lets everything be built; a build folder that exists needs little more.
free_kilobytes() {
    df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'
}

mkdir -p "$build" || fail "cannot write to $build; is the disk full, or the folder somebody else's?"
build=$(CDPATH='' cd -- "$build" && pwd -P)
log=$build/lathe.log
least=1000000
[ ! -e "$build/build.ninja" ] || least=100000
space=$(free_kilobytes "$build")
[ "${space:-$least}" -ge "$least" ] ||
    fail "disk full: $build has $((space / 1000)) MB left, $((least / 1000)) MB are needed"

disk_is_full() {
    space=$(free_kilobytes "$build")
    [ "${space:-100000}" -lt 50000 ] || grep -qi 'no space left on device' "$log" 2>/dev/null
}

# Runs a command and keeps its words in the log. On a terminal, progress stays on one line.
logged() {
    {
        "$@" 2>&1
        echo $? >"$scratch/status"
    } | show "$log"
    return "$(cat "$scratch/status" 2>/dev/null || echo 1)"
}

show() {
    columns=
    if [ -t 2 ]; then
        columns=$(stty size 2>/dev/null </dev/tty | cut -d' ' -f2)
        columns=${columns:-80}
    fi
    open=
    while IFS= read -r line || [ -n "$line" ]; do
        printf '%s\n' "$line" >>"$1"
        case $columns$line in
            [0-9]*\[*/*\]*)
                printf '\r\033[K%.*s' "$((columns - 1))" "$line" >&2
                open=yes
                ;;
            *)
                printf '%s%s\n' "${open:+
}" "$line" >&2
                open=
                ;;
        esac
    done
    [ -z "$open" ] || printf '\r\033[K' >&2
}

# The message of a CMake error stands on the next line.
first_error() {
    awk '/CMake Error/ { printf "%s ", $0; cmake = 1; next }
         cmake && NF { sub(/^ +/, ""); print; exit }
         /(^|[^[:alnum:]_])error: |undefined reference/ { print; exit }' "$log" | cut -c1-300
}

build_failed() {
    if disk_is_full; then
        fail "disk full: the build needs more than the $(($(free_kilobytes "$build") / 1000)) MB left for $build"
    elif grep -Eq 'Killed signal|: Killed$|signal 9|cannot allocate memory|out of memory' "$log"; then
        fail 'out of memory while compiling; try LATHE_JOBS=1'
    fi
    fail "$1: $(first_error) (all of it: $log)"
}

: >"$log" || fail "cannot write to $log; is the disk full?"

# Another generator, or a folder that was copied from elsewhere, cannot be continued.
stale() {
    [ -e "$build/CMakeCache.txt" ] || return 1
    ! grep -q '^CMAKE_GENERATOR:INTERNAL=Ninja$' "$build/CMakeCache.txt" ||
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$source" "$build/CMakeCache.txt" ||
        ! grep -qxF "CMAKE_CACHEFILE_DIR:INTERNAL=$build" "$build/CMakeCache.txt"
}
if stale; then
    rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"
fi
if [ ! -e "$build/build.ninja" ] || [ ! -e "$build/CMakeCache.txt" ] || [ -n "$installed" ]; then
    if ! logged cmake -S "$source" -B "$build" -G Ninja; then
        [ -z "$needed" ] || say "packages that dpkg does not know as installed: $needed; $hint"
        build_failed 'cmake could not configure'
    fi
fi

jobs=${LATHE_JOBS:-}
if [ -z "$jobs" ]; then
    jobs=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1000) }' /proc/meminfo 2>/dev/null)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
    if [ "$limit" != max ] && [ $((limit / 1000000)) -lt "${memory:-$((limit / 1000000))}" ]; then
        memory=$((limit / 1000000))
    fi
    if [ -n "$memory" ] && [ $((memory / 1500)) -lt "$jobs" ]; then
        jobs=$((memory / 1500))
    fi
    [ "$jobs" -ge 1 ] || jobs=1
fi

case $word in
    compare) target=compare ;;
    test) target=tests ;;
esac
logged cmake --build "$build" -j "$jobs" --target "$target" || build_failed "$target could not be built"

# --- run --------------------------------------------------------------------------------------------------------------

# An interrupt is for the program; this script stays to say how it ended.
: >"$scratch/start"
trap ':' INT
trap - TERM
case $word in
    compare)
        "$build/bin/compare" "$@"
        status=$?
        ;;
    test)
        ctest --test-dir "$build" --output-on-failure --no-tests=error -j2 "$@"
        status=$?
        ;;
esac
[ "$status" -ne 0 ] || exit 0

failed() {
    list=$build/Testing/Temporary/LastTestsFailed.log
    [ -n "$(find "$list" -newer "$scratch/start" 2>/dev/null)" ] || return 1
    awk -F: '{ sub(/^[0-9]*:/, ""); if (NR <= 10) printf "%s%s", (NR > 1 ? "; " : ""), $0 }
             END { if (NR > 10) printf "; and %d more", NR - 10 }' "$list"
}
case $status in
    130) say 'interrupted' ;;
    132) say "$word met an instruction that this processor does not know; was $build copied from another machine? Remove it" ;;
    137) say "$word was killed; is there enough memory?" ;;
    12[89] | 1[3-9]?) say "$word was ended by signal $((status - 128))" ;;
    *)
        if [ "$word" = test ]; then
            say "tests failed: $(failed || echo "none was run, or ctest refused its arguments")"
        else
            say "compare ended with $status"
        fi
        ;;
esac
exit "$status"
