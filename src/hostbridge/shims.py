"""Programs named docker or podman that are hostbridge itself, and the real clients past them. Hot.

``hostbridge alias`` makes a shim: a link to hostbridge, which speaks the dialect of the name it is
called by. Whoever looks for an engine's client has to pass it by, or hostbridge would call itself
without end; so would any script on PATH that hands its words to hostbridge.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("docker", "podman")
_ENDINGS = ("", ".exe") if os.pathsep == ";" else ("",)
_HEAD = 1024
_CALLS = (
    b"hostbridge.cli",
    b"-m hostbridge",
    b'hostbridge "$@"',
    b'hostbridge" "$@"',
    b"hostbridge $",
)
"""What a script holds that hands its words to hostbridge."""


def is_ours(path: str) -> bool:
    """Whether the file is hostbridge by another name. False for one that cannot be read.

    A link counts by what it leads to, a script by its first kilobyte, a Windows launcher by the
    script at its end.
    """
    if os.path.islink(path):
        name = os.path.basename(os.path.realpath(path))
        if name.removesuffix(".exe") == "hostbridge":
            return True
    try:
        # A FIFO of that name must not be waited for.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    try:
        head = os.read(descriptor, _HEAD)
        if head[:2] == b"MZ":
            size = os.fstat(descriptor).st_size
            os.lseek(descriptor, max(0, size - 64 * _HEAD), os.SEEK_SET)
            return b"hostbridge" in os.read(descriptor, 64 * _HEAD)
        return head[:2] == b"#!" and any(call in head for call in _CALLS)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def client_path(name: str, env: Mapping[str, str]) -> str:
    """The engine's client that PATH gives, past shims; ``name`` itself where there is none of either.

    Empty where nothing but shims has the name: then the client is not installed. Names other than
    an engine's, and paths, are given back as they are.
    """
    if name not in NAMES:
        return name
    shim = False
    places = env.get("PATH", os.defpath).split(os.pathsep)
    for path in (os.path.join(place, name + end) for place in places for end in _ENDINGS):
        if os.access(path, os.X_OK) and not os.path.isdir(path):
            if not is_ours(path):
                return path
            shim = True
    return "" if shim else name
