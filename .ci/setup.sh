#!/usr/bin/env bash
# Prepares a machine for 户档: system libraries (Debian and Ubuntu), .venv and the locked packages.
# Does nothing, without a network and within a second, when everything is there already.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8

# Library file -> Debian package. The first list is what Qt needs to start at all (offscreen too), the second what an
# X11 window needs besides. Found by installing one missing library at a time in an empty Debian 12 and 13.
NEEDED="libGL.so.1:libgl1 libEGL.so.1:libegl1 libxkbcommon.so.0:libxkbcommon0 libglib-2.0.so.0:libglib2.0-0
        libfontconfig.so.1:libfontconfig1 libdbus-1.so.3:libdbus-1-3"
FOR_WINDOW="libxkbcommon-x11.so.0:libxkbcommon-x11-0 libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4
        libxcb-keysyms.so.1:libxcb-keysyms1 libxcb-shape.so.0:libxcb-shape0"

# Two runs at once would delete each other's .venv
mkdir -p build
exec 9>build/setup.lock
if command -v flock >/dev/null; then flock 9; fi

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }

missing() { # packages whose library the loader does not know
    local known pair
    known="$( (ldconfig -p || /sbin/ldconfig -p) 2>/dev/null)"
    for pair in "$@"; do
        grep -qF "${pair%%:*} " <<<"$known" || echo "${pair#*:}"
    done
}

install_packages() { # apt-get as root or through sudo; 1 if that is impossible here
    local apt="env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300"
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || return 1
        apt="sudo $apt"
        # Without a terminal sudo could wait for a password for ever
        [ -t 0 ] || sudo -n true 2>/dev/null || return 1
    fi
    say "installing $*"
    $apt install --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    $apt update >/dev/null && $apt install --no-install-recommends "$@" >/dev/null
}

usable() { # a Python 3.11 to 3.13 that can make environments
    "$1" -c 'import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if usable "$name"; then command -v "$name"; return 0; fi
    done
    return 1
}

if [ "$(uname -s)" = Linux ]; then
    # shellcheck disable=SC2086
    needed="$(missing $NEEDED)" window="$(missing $FOR_WINDOW)"
    # PyInstaller reads libraries with objdump
    command -v objdump >/dev/null || window="$window binutils"
    # Only tests/storage/exchange/test_office_programs.py starts it; without it those tests are skipped and say so
    office=""
    command -v soffice >/dev/null || command -v libreoffice >/dev/null || office=libreoffice-calc
    # Only tests/storage/central starts it; the same holds
    central=""
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || central=postgresql
    # shellcheck disable=SC2086
    if [ -n "${needed// /}" ]; then
        install_packages $needed $window || fail "Qt needs these libraries, please install them: $(echo $needed $window)"
    elif [ -n "${window// /}" ]; then
        install_packages $window ||
            say "only for a real window or for make package, could not be installed: $(echo $window)"
    fi
    # tried once: a machine that has no such package must not be asked again at every make
    if [ -n "$office" ] && [ ! -f build/office-tried ]; then
        touch build/office-tried
        install_packages "$office" || say "only for tests of what LibreOffice makes of our sheets, not installed: $office"
    fi
    if [ -n "$central" ] && [ ! -f build/central-tried ]; then
        touch build/central-tried
        install_packages "$central" || say "only for tests of the central database, not installed: $central"
    fi
fi

if [ -n "${PYTHON:-}" ]; then
    usable "$PYTHON" || fail "PYTHON=$PYTHON is not a Python 3.11, 3.12 or 3.13 with venv"
elif [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null; then
    PYTHON=.venv/bin/python
elif ! PYTHON="$(find_python)"; then
    install_packages python3 python3-venv || fail "Python 3.11 to 3.13 with venv is needed"
    PYTHON="$(find_python)" || fail "this system has no Python 3.11 to 3.13; name one with make setup PYTHON=..."
fi

# The stamp says for which lock, Python and place .venv was made (its scripts carry the place in their first line)
version="$("$PYTHON" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')"
stamp="$(sha256sum <requirements.lock) $version $PWD"
if [ -f .venv/stamp ] && [ "$(cat .venv/stamp)" = "$stamp" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

if [ "$PYTHON" != .venv/bin/python ] || [ ! -f .venv/stamp ] || [ "$(sed 's/.* //' .venv/stamp)" != "$PWD" ]; then
    say "making .venv with Python $version"
    base="$("$PYTHON" -c 'import sys; print(sys._base_executable)')"
    rm -rf .venv
    "$base" -m venv .venv
fi
rm -f .venv/stamp
say "installing the locked packages"
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: \
    --requirement requirements.lock
printf '%s\n' "$stamp" >.venv/stamp
say "ready: .venv/bin/python $version"
