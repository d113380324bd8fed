#!/bin/bash
# Every check that reads the code and runs no tests. Runs them all, then says which failed.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
failed=()

step() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1 </dev/null); then
        printf 'ok      %s\n' "$name"
    else
        printf 'FAILED  %s\n%s\n\n' "$name" "$output"
        failed+=("$name")
    fi
}

templates() {
    [ -z "$(find templates -name '*.html' -print -quit)" ] || djlint --lint --quiet templates
}

models_against_migrations() {
    local scratch status=0
    scratch=$(mktemp -d)
    export DATABASE_URL="sqlite:///$scratch/check.sqlite" INSTANCE_PATH="$scratch" BASE_URL=http://localhost
    python -m flask --app wsgi db upgrade && python -m flask --app wsgi db check || status=$?
    rm -rf "$scratch"
    return $status
}

step "format (ruff format)" ruff format --check --quiet --diff .
step "lint (ruff check)" ruff check --quiet --output-format concise .
step "floors (import-linter)" lint-imports --no-cache --no-logo
step "templates (djlint)" templates
step "catalogues complete and in step" python tools/catalogues.py check
step "models against migrations" models_against_migrations

if [ ${#failed[@]} -gt 0 ]; then
    echo "make check: ${#failed[@]} of 6 failed: $(IFS=, ; echo "${failed[*]}")" >&2
    exit 1
fi
