#!/bin/bash
# The suite on SQLite, then again on PostgreSQL what touches the database. Both always run, so that one
# failure does not hide another. What could not be set up is named at the end of each run.
set -uo pipefail
cd "$(dirname "$0")/.."
status=0

for database in sqlite postgresql; do
    echo "== The suite on $database =="
    .venv/bin/python -m pytest --database="$database" "$@" </dev/null || status=$?
done
exit $status
