"""Where the containers of one data directory lie, and the name that sets them apart on the host."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_PRIVATE = 0o700
_LONGEST_SOCKET = 100
"""Bytes of a socket's path; the kernel takes 107 (unix(7))."""


def instance(data: str) -> str:
    """Six hex digits of (user, data directory): a part of every name that the whole host sees."""
    import binascii

    mark = binascii.crc32(os.fsencode(f"{os.geteuid()}:{os.path.realpath(data)}"))
    return f"{mark & 0xFFFFFF:06x}"


def runtime_directory(env: Mapping[str, str]) -> str:
    """Where sockets lie: HOSTBRIDGE_RUNTIME_DIR, XDG_RUNTIME_DIR, /run as root, else /tmp."""
    named = env.get("HOSTBRIDGE_RUNTIME_DIR")
    if named:
        return named
    session = env.get("XDG_RUNTIME_DIR")
    if session:
        return f"{session}/hostbridge"
    if os.geteuid() == 0:
        return "/run/hostbridge"
    return f"/tmp/hostbridge-{os.geteuid()}"


class Places:
    """The paths of one data directory. Nothing is made before it is needed."""

    def __init__(self, data: str, env: Mapping[str, str]) -> None:
        self.data = os.path.realpath(data)
        self.containers = f"{self.data}/containers"
        self.names = f"{self.containers}/names"
        self.events = f"{self.data}/events.jsonl"
        self.instance = instance(self.data)
        self._runtime = runtime_directory(env)

    def make(self) -> None:
        """Make the directories of containers, 0700. Safe to repeat."""
        os.makedirs(self.names, mode=_PRIVATE, exist_ok=True)

    def folder(self, container: str) -> str:
        """The directory of a container's id."""
        return f"{self.containers}/{container}"

    def runtime(self) -> str:
        """The runtime directory, made (0700) and the caller's own.

        Raises PermissionError where somebody else made it: sockets there could be theirs.
        """
        path = self._runtime
        os.makedirs(path, mode=_PRIVATE, exist_ok=True)
        about = os.stat(path)
        if about.st_uid != os.geteuid() and path.startswith("/tmp/"):
            raise PermissionError(13, "belongs to another user", path)
        return path

    def socket(self, container: str) -> str:
        """The socket of a container's monitor, short enough for the kernel."""
        path = f"{self._runtime}/{self.instance}-{container[:16]}.sock"
        if len(os.fsencode(path)) > _LONGEST_SOCKET:
            path = f"/tmp/hostbridge-{os.geteuid()}/{self.instance}-{container[:16]}.sock"
            os.makedirs(os.path.dirname(path), mode=_PRIVATE, exist_ok=True)
        return path
