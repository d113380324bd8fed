#!/bin/bash
# The suite on SQLite, and beside it on PostgreSQL what touches the database: each leaves a core half idle. Both always run
# to their end, so that one failure does not hide another. What could not be set up is named at the end of each run.
set -uo pipefail
cd "$(dirname "$0")/.."

run() {
    .venv/bin/python -m pytest --database="$1" "${@:2}" </dev/null
}

beside=$(mktemp)
trap 'rm -f "$beside"' EXIT
run postgresql "$@" >"$beside" 2>&1 &

echo "== The suite on sqlite (on postgresql beside it, shown afterwards) =="
run sqlite "$@"
sqlite=$?
wait $!
postgresql=$?

echo "== The suite on postgresql =="
cat "$beside"
exit $((sqlite ? sqlite : postgresql))
