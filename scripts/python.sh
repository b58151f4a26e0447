# Sourced by the scripts: finds a Python of 3.11 or newer and makes the repository's own environment.
# Sets PYTHON (the interpreter found) and VENV. Prints what it does; ends with a remedy when it cannot.

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
VENV=${HOSTBRIDGE_VENV:-$ROOT/.venv}

say() { printf '%s\n' "==> $*"; }
fail() { printf '%s\n' "$@" >&2; exit 1; }

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3 /usr/bin/python3; do
        PYTHON=$("$name" -c 'import sys; sys.version_info >= (3, 11) and print(sys.executable)' 2>/dev/null) || continue
        [ -n "$PYTHON" ] && return 0
    done
    fail "No Python of 3.11 or newer was found." "Install one (Debian, Ubuntu: apt-get install python3 python3-venv), or set PYTHON."
}

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y --no-install-recommends "$@" >"$VENV.apt.log" 2>&1 && return 0
    apt-get update >>"$VENV.apt.log" 2>&1
    apt-get install -y --no-install-recommends "$@" >>"$VENV.apt.log" 2>&1
}

make_venv() {
    "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && [ -x "$VENV/bin/pip" ] && return 0
    say "making the environment $VENV"
    rm -rf "$VENV"
    if ! "$PYTHON" -m venv "$VENV" >/dev/null 2>&1; then
        rm -rf "$VENV"
        may_install || fail "This Python cannot make environments." "Install its venv module: apt-get install python3-venv"
        say "installing python3-venv"
        apt_install python3-venv || fail "python3-venv could not be installed; see $VENV.apt.log"
        "$PYTHON" -m venv "$VENV" || fail "The environment could not be made."
    fi
    "$VENV/bin/python" -m pip install --quiet --upgrade pip
    # It hooks into the start of every interpreter, and nothing here needs it (Python 3.12 has none).
    "$VENV/bin/python" -m pip uninstall --quiet --yes setuptools 2>/dev/null || true
}

# install_project STAMP WORDS...: pip install WORDS unless pyproject.toml and WORDS are as last time
install_project() {
    wanted=$(cat "$ROOT/pyproject.toml" | cksum)" $*"
    [ "$(cat "$VENV/.installed" 2>/dev/null)" = "$wanted" ] && return 0
    say "installing hostbridge and what it needs"
    (cd "$ROOT" && "$VENV/bin/python" -m pip install --quiet "$@") || fail "pip could not install it."
    printf '%s' "$wanted" >"$VENV/.installed"
}
