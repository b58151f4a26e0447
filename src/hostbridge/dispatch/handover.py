"""Log-ins of this host, handed to a machine for one command and taken away again.

They go over a process's standard input into a private directory there (mode 0700), never on an
argv; the process removes it when its input ends, which it does whatever ends this one. Over a
connection that breaks without a word the machine's own sshd tells it, and after ``_LONGEST`` it
removes the directory in any case.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hostbridge.clients.credentials import merged
from hostbridge.clients.logins import credentials
from hostbridge.contract.session import CAPTURE, PIPE, Stdio
from hostbridge.errors import HostbridgeError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from hostbridge.contract.session import Session

_LONGEST = 6 * 3600
"""Seconds after which log-ins are removed, even if nobody told that the command has ended."""
_LAST = 30.0
# $1: the directory, $2: its file, $3: the length of what comes, $4: a directory whose other entries still
# count (docker's plug-ins, contexts), $5: seconds.
_KEEPER = """umask 077; trap : HUP INT QUIT TERM
mkdir -m 700 -- "$1" || exit
head -c "$3" >"$1/$2" || { rm -rf -- "$1"; exit 1; }
if [ -n "$4" ]; then for f in "$4"/*; do
  [ "${f##*/}" = "$2" ] || [ ! -e "$f" ] || ln -s -- "$f" "$1/"
done; fi
echo made
if command -v timeout >/dev/null 2>&1; then timeout "$5" cat >/dev/null; else cat >/dev/null; fi
rm -rf -- "$1\""""
_THEIRS = {
    "docker": 'd="${DOCKER_CONFIG:-$HOME/.docker}"; printf "%s\\0" "$d"; cat "$d/config.json" 2>/dev/null; printf "\\0"',
    "podman": 'u=$(id -u); r="${XDG_RUNTIME_DIR:-/run/containers/$u}"; [ -d "$r/containers" ] && r="$r/containers"; '
    'f="${REGISTRY_AUTH_FILE:-$r/auth.json}"; printf "\\0"; cat "$f" 2>/dev/null; printf "\\0"; '
    '[ -n "$REGISTRY_AUTH_FILE" ] || cat "$HOME/.docker/config.json" 2>/dev/null',
}
"""Scripts that tell what the machine has by itself: a directory, and files, each ended by NUL."""


@contextmanager
def handed_over(
    session: Session, engine: str, registries: Sequence[str], env: Mapping[str, str], dialect: str
) -> Generator[dict[str, str | None]]:
    """Within, the variables that lead an engine's client there to the log-ins of this host.

    Raises HostbridgeError for a helper that does not answer, or where the machine has no room.
    """
    given = credentials(registries, env, dialect)
    if not given:
        yield {}
        return
    folder, theirs = _theirs(session, engine)
    name, variable = (
        ("config.json", "DOCKER_CONFIG")
        if engine == "docker"
        else ("auth.json", "REGISTRY_AUTH_FILE")
    )
    content = json.dumps(merged(theirs, given)).encode()
    place = f"/tmp/hostbridge-{os.urandom(8).hex()}"  # made with mkdir, 0700
    argv = ["/bin/sh", "-c", _KEEPER, "sh", place, name, str(len(content)), folder, str(_LONGEST)]
    with session.spawn(argv, stdio=Stdio(PIPE, PIPE, PIPE)) as keeper:
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        keeper.stdin.write(content)
        if keeper.stdout.read(5) != b"made\n":
            _, said = keeper.communicate()
            raise HostbridgeError(
                f"{place}: log-ins cannot be put on the machine",
                said.decode(errors="replace").strip(),
                "make room in /tmp there",
            )
        try:
            yield {variable: place if engine == "docker" else f"{place}/{name}"}
        finally:
            keeper.stdin.close()
            keeper.wait(_LAST)


def _theirs(session: Session, engine: str) -> tuple[str, dict[str, Any]]:
    done = session.run(["/bin/sh", "-c", _THEIRS[engine]], stdio=CAPTURE)
    folder, _, rest = done.stdout.partition(b"\0")
    told: dict[str, Any] = {}
    for text in reversed(rest.split(b"\0")):
        try:
            found = json.loads(text) if text.strip() else {}
        except ValueError:
            continue
        if isinstance(found, dict):
            auths = {**(told.get("auths") or {}), **(found.get("auths") or {})}
            told = {**told, **found, "auths": auths}
    return os.fsdecode(folder), told
