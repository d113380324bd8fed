#!/bin/sh
# Sets up what the tests need beside Python: Chromium, PostgreSQL, Redis, and html-validate through npm.
# Where it may not install something it says so, and the tests that need it skip by name.
set -eu
cd "$(dirname "$0")/.."

here() {
    command -v "$1" >/dev/null 2>&1
}

has() {
    case "$1" in
    chromium) here chromium ;;
    postgresql) here initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
    redis-server) here redis-server ;;
    npm) here node && here npm ;;
    esac
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    here apt-get && { [ "$(id -u)" = 0 ] || { here sudo && sudo -n true 2>/dev/null; }; }
}

install_packages() {
    echo "Installing$missing …"
    as_root apt-get -qq update </dev/null >/dev/null || true
    # shellcheck disable=SC2086  # a list of packages
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $missing \
        </dev/null >/dev/null || echo "apt-get could not install$missing" >&2
}

install_html_validate() {
    if cmp -s tools/html-validate/package-lock.json .tools/html-validate/package-lock.json \
        && [ -e .tools/html-validate/node_modules/html-validate ]; then
        return
    fi
    echo "Installing html-validate …"
    mkdir -p .tools
    rm -rf .tools/html-validate
    cp -r tools/html-validate .tools/
    if ! (cd .tools/html-validate && npm ci --ignore-scripts --no-audit --no-fund --silent </dev/null); then
        rm -rf .tools/html-validate
        echo "npm could not install html-validate" >&2
    fi
}

missing=
for tool in chromium postgresql redis-server npm; do
    has $tool || missing="$missing $tool"
done
if [ -n "$missing" ] && may_install; then
    # Debian's npm does not bring the node command when recommendations are left out.
    case "$missing" in *npm*) missing="$missing nodejs" ;; esac
    install_packages
fi
if has npm; then
    install_html_validate
fi
for tool in chromium postgresql redis-server npm; do
    has $tool || echo "Missing: $tool. On Debian or Ubuntu, as root: apt-get install $tool"
done
