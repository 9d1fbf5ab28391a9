#!/bin/sh
# The scripts parse, and shellcheck, where there is one, has no objection.
set -u
cd "$1" || exit 1
status=0
for script in cmake/*.sh tests/*.sh tests/house/*.sh; do
    sh -n "$script" || status=1
done
if command -v shellcheck >/dev/null 2>&1; then
    shellcheck cmake/*.sh tests/*.sh tests/house/*.sh .ci/run || status=1
fi
exit "$status"
