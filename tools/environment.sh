#!/bin/sh
# Makes .venv with a Python that is new enough, and installs exactly what is pinned.
# "runtime" installs what the app needs, "development" what tests and checks need on top.
set -eu
cd "$(dirname "$0")/.."

wanted='import sys; sys.exit(sys.version_info < (3, 11, 2))'

new_enough() {
    "$1" -c "$wanted" >/dev/null 2>&1
}

has_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

make_venv() {
    without_venv=
    for candidate in ${PYTHON:-} python3 python3.13 python3.14 python3.12 python3.11; do
        new_enough "$candidate" || continue
        if has_venv "$candidate"; then
            echo "Making .venv with $("$candidate" --version) …"
            "$candidate" -m venv --clear .venv
            return
        fi
        without_venv=${without_venv:-$candidate}
    done
    if [ -n "$without_venv" ]; then
        echo "$("$without_venv" --version) is here, but not its venv module." >&2
        echo "On Debian or Ubuntu, as root: apt-get install python3-venv" >&2
    else
        echo "Python 3.11.2 or newer is needed, and none was found. Install it, or name it: make run PYTHON=/path/to/python3" >&2
    fi
    exit 1
}

install() {
    echo "Installing $1 …"
    shift
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --prefer-binary --require-hashes "$@"
}

if ! new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    make_venv
fi
case "${1:-runtime}" in
runtime)
    install "what the app needs" -r requirements.txt
    touch .venv/.runtime
    ;;
development)
    install "what tests and checks need" -r requirements.txt -r requirements-dev.txt
    touch .venv/.runtime .venv/.development
    ;;
*)
    echo "usage: tools/environment.sh runtime|development" >&2
    exit 2
    ;;
esac
