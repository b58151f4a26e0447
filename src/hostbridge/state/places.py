"""Where hostbridge's own files are. Hot: on Linux the XDG rules are followed without platformdirs.

Sources: the XDG Base Directory Specification 0.8; platformdirs' defaults, which a test holds these
against. The environment's ``HOSTBRIDGE_*_DIR`` come first.
"""

from __future__ import annotations

import os
import stat

from hostbridge.errors import StateError
from hostbridge.host.system import SYSTEM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_SOCKET = 90

_XDG = {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "config": ("XDG_CONFIG_HOME", ".config"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
}


def data_dir(env: Mapping[str, str]) -> str:
    """What has to last: choices, machines."""
    return _place("data", env)


def config_dir(env: Mapping[str, str]) -> str:
    """What the user writes."""
    return _place("config", env)


def cache_dir(env: Mapping[str, str]) -> str:
    """What can be made again."""
    return _place("cache", env)


def runtime_dir(env: Mapping[str, str]) -> str:
    """Sockets and what else ends with the log-in; does not make it, see ``private``."""
    given = env.get("HOSTBRIDGE_RUNTIME_DIR")
    if given:
        return _absolute("HOSTBRIDGE_RUNTIME_DIR", given)
    if SYSTEM == "linux":
        session = env.get("XDG_RUNTIME_DIR", "")
        if session.startswith("/"):
            return f"{session}/hostbridge"
        return f"/tmp/hostbridge-{os.getuid()}"  # private() checks owner and mode
    import platformdirs  # 12 ms, and Linux needs none of it

    return platformdirs.user_runtime_dir("hostbridge", appauthor=False)


def socket_path(env: Mapping[str, str], name: str, text: str) -> str:
    """A socket's path, by a hash of what it is for; its directory is made.

    At most 90 bytes: sun_path has 108 (unix(7)), and programs bind beside it first. A runtime
    directory that is too long is part of the hash, in a short directory of the same user.
    """
    from hashlib import sha256

    folder = runtime_dir(env)
    digest = sha256(os.fsencode(f"{folder}\0{text}")).hexdigest()[:16]
    path = f"{folder}/{name}-{digest}"
    if len(os.fsencode(path)) > MAX_SOCKET:
        folder = f"/tmp/hostbridge-{os.getuid()}"  # private() checks owner and mode
        path = f"{folder}/{name}-{digest}"
    private(folder)
    return path


def private(path: str) -> str:
    """Make a directory for this user alone, or check the one that is there; returns it.

    Raises StateError for one that another user owns or may write, for a link, and where none can
    be made.
    """
    try:
        os.makedirs(os.path.dirname(path) or "/", exist_ok=True)
        try:
            os.mkdir(path, 0o700)
        except FileExistsError:
            pass
        found = os.lstat(path)
    except OSError as error:
        raise StateError(
            f"{path}: cannot be made", error.strerror or "", "set HOSTBRIDGE_RUNTIME_DIR to another"
        ) from error
    if SYSTEM == "windows":
        return path
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise StateError(
            f"{path}: is not a directory of this user",
            "",
            "remove it, or set HOSTBRIDGE_RUNTIME_DIR",
        )
    if found.st_mode & 0o022:
        raise StateError(f"{path}: others may write to it", "", f"chmod 700 {path}")
    return path


def instance_id(env: Mapping[str, str]) -> str:
    """Six hex digits of (user, data directory): in every global name that is made."""
    # hashlib takes 4 ms; no hot command makes a global name.
    from hashlib import sha256

    return sha256(os.fsencode(f"{os.getuid()}\0{data_dir(env)}")).hexdigest()[:6]


def _place(kind: str, env: Mapping[str, str]) -> str:
    name = f"HOSTBRIDGE_{kind.upper()}_DIR"
    given = env.get(name)
    if given:
        return _absolute(name, given)
    if SYSTEM == "linux":
        variable, below_home = _XDG[kind]
        base = env.get(variable, "")
        if not base.startswith("/"):
            base = f"{_home(env)}/{below_home}"
        return f"{base}/hostbridge"
    import platformdirs

    found: str = getattr(platformdirs, f"user_{kind}_dir")("hostbridge", appauthor=False)
    return found


def _absolute(name: str, given: str) -> str:
    if not os.path.isabs(given):
        raise StateError(f"{name}={given}: is not an absolute path", "", f"set {name} to one")
    return given


def _home(env: Mapping[str, str]) -> str:
    home = env.get("HOME", "")
    if home.startswith("/"):
        return home.rstrip("/") or "/"
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        raise StateError(
            "there is no home directory",
            f"HOME is {home!r} and user {os.getuid()} has no entry in the user database",
            "set HOME, or HOSTBRIDGE_DATA_DIR, HOSTBRIDGE_CONFIG_DIR and HOSTBRIDGE_CACHE_DIR",
        ) from None
