#!/bin/sh
# Resolves requirements*.in into exact pins with hashes, once for every Python from 3.11.2 on and every platform.
# No setting of this machine takes part, so that the hashes are those of the public files. UPGRADE=1 takes newer versions.
set -eu
cd "$(dirname "$0")/.."

pin() {
    env -u UV_INDEX -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS \
        .venv/bin/uv pip compile --no-config --quiet --universal --python-version 3.11.2 --generate-hashes \
        --no-header --annotation-style=line ${UPGRADE:+--upgrade} --output-file "$2" "$1" >/dev/null
}

pin requirements.in requirements.txt
pin requirements-dev.in requirements-dev.txt
