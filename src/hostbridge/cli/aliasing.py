"""Making and removing shims: where one may lie, whose a file is, and which client comes first."""

from __future__ import annotations

import os
import sys

from hostbridge.errors import HostbridgeError, NotFound
from hostbridge.host.system import SYSTEM
from hostbridge.shims import client_path, is_ours
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SYSTEM_PLACES = ("/bin", "/sbin", "/usr/bin", "/usr/sbin")
"""Directories that belong to the system's packages."""


@value
class Alias:
    """The shim of one name. path is empty where there is none.

    client: the engine's own client; empty when it is not installed. first: what a shell starts by
    this name now. done: ``made``, ``kept``, ``removed`` or ``absent``.
    """

    name: str
    path: str
    target: str
    client: str
    first: str
    done: str

    @property
    def effective(self) -> bool:
        """Whether a shell that asks for the name gets hostbridge."""
        return bool(self.first) and is_ours(self.first)


def look(name: str, env: Mapping[str, str], folder: str = "", done: str = "") -> Alias:
    """What there is of a name; folder: only a shim in it counts."""
    path = next(iter(_shims(name, env, folder)), "")
    client = client_path(name, env)
    return Alias(
        name,
        path,
        os.path.realpath(path) if path else "",
        client if os.path.isabs(client) else "",
        _first(name, env),
        done or ("kept" if path else "absent"),
    )


def make(name: str, env: Mapping[str, str], folder: str = "") -> Alias:
    """Make the shim, or leave the one that is there. Safe to repeat.

    Raises HostbridgeError where the name is taken by a file that is not ours, where the directory
    cannot be written, or where none on PATH can.
    """
    target = own_program(env)
    folder = _folder(folder) if folder else _writable(name, env)
    path = _shim_path(folder, name)
    there = os.path.lexists(path)
    if there and not is_ours(path):
        raise HostbridgeError(
            f"{path}: is there and is not hostbridge's; it stays as it is",
            "",
            f"move it away, or name another directory: hostbridge alias {name} --dir DIRECTORY",
        )
    if there and (os.path.realpath(path) == os.path.realpath(target) or _same(path, target)):
        return look(name, env, folder, "kept")
    try:
        os.makedirs(folder, exist_ok=True)
        _place(target, path, replace=there)
    except OSError as error:
        raise HostbridgeError(
            f"{path}: cannot be made: {error.strerror}",
            "",
            "name a directory of yours: --dir DIRECTORY",
        ) from error
    return look(name, env, folder, "made")


def remove(name: str, env: Mapping[str, str], folder: str = "") -> Alias:
    """Remove the shims of a name that PATH, or folder, holds. Safe to repeat; nothing else is touched."""
    removed = ""
    for path in _shims(name, env, folder):
        try:
            os.unlink(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise HostbridgeError(f"{path}: cannot be removed: {error.strerror}") from error
        removed = removed or path
    left = look(name, env, folder)
    done = "removed" if removed else "absent"
    return Alias(name, removed, "", left.client, left.first, done)


def own_program(env: Mapping[str, str]) -> str:
    """The program hostbridge that a shim leads to: the one that runs, else the interpreter's."""
    called = sys.argv[0] if sys.argv else ""
    program = f"hostbridge{'.exe' if SYSTEM == 'windows' else ''}"
    places = [os.path.dirname(sys.executable), *env.get("PATH", "").split(os.pathsep)]
    named = [os.path.abspath(called)] if os.path.basename(called).startswith("hostbridge") else []
    for path in (*named, *(os.path.join(place, program) for place in places)):
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise NotFound(
        "the program hostbridge is not installed",
        "a shim is a link to it",
        "pip install hostbridge",
    )


def _shim_path(folder: str, name: str) -> str:
    return os.path.join(folder, f"{name}.exe" if SYSTEM == "windows" else name)


def _shims(name: str, env: Mapping[str, str], folder: str) -> list[str]:
    places = [_folder(folder)] if folder else env.get("PATH", "").split(os.pathsep)
    paths = dict.fromkeys(_shim_path(place, name) for place in places if os.path.isabs(place))
    return [path for path in paths if os.path.lexists(path) and is_ours(path)]


def _first(name: str, env: Mapping[str, str]) -> str:
    for place in env.get("PATH", "").split(os.pathsep):
        path = _shim_path(place, name)
        if os.access(path, os.X_OK) and not os.path.isdir(path):
            return path
    return ""


def _folder(given: str) -> str:
    return os.path.abspath(os.path.expanduser(given))


def _writable(name: str, env: Mapping[str, str]) -> str:
    """The directory of PATH for the shim: before the client's, and one for programs of the user's own.

    Without the latter, the first one that can be written; without the former, one behind the client.
    """
    home = env.get("HOME", "").rstrip("/")
    client = client_path(name, env)
    own = (f"{home}/.local/bin", f"{home}/bin", "/usr/local/bin", os.path.dirname(own_program(env)))
    before: list[str] = []
    behind: list[str] = []
    found = before
    for place in env.get("PATH", "").split(os.pathsep):
        path = _shim_path(place, name)
        if path == client:
            found = behind
        elif _may_hold(place, path, home):
            found.append(place)
    for candidates in (before, behind):
        for place in (*(p for p in candidates if p.rstrip("/") in own), *candidates):
            return place
    raise HostbridgeError(
        "no directory on PATH can hold the shim",
        "none of yours is there, or each has a file of that name",
        f"mkdir -p ~/.local/bin, put it on PATH, and: hostbridge alias {name} --dir ~/.local/bin",
    )


def _may_hold(place: str, path: str, home: str) -> bool:
    if not os.path.isabs(place) or place.rstrip("/") in SYSTEM_PLACES:
        return False
    makeable = bool(home) and place.startswith(f"{home}/") and not os.path.lexists(place)
    if not makeable and not (_private(place) and os.access(place, os.W_OK)):
        return False
    return not os.path.lexists(path) or is_ours(path)


def _private(place: str) -> bool:
    """Whether a directory is one that not everybody may write."""
    try:
        return not os.stat(place).st_mode & 0o002
    except OSError:
        return False


def _same(path: str, target: str) -> bool:
    """Whether a copy (Windows) is the program's."""
    if SYSTEM != "windows":
        return False
    from filecmp import cmp

    return cmp(path, target, shallow=False)


def _place(target: str, path: str, *, replace: bool) -> None:
    """A link; on Windows, where links want rights, a copy of the launcher, which is small."""
    beside = f"{path}.{os.getpid()}" if replace else path
    if SYSTEM == "windows":
        from shutil import copy

        copy(target, beside)
    else:
        os.symlink(target, beside)
    if replace:
        os.replace(beside, path)
