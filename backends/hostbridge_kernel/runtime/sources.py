"""What a container gets from the host's tree, opened before the container has a root of its own.

A privileged caller opens everything itself: the container's user may not reach the host's paths.
An ordinary user's is opened by the child, in its own user namespace.
"""

from __future__ import annotations

import os
from _stat import S_ISDIR

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.syscalls import mounts, processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from hostbridge_kernel.runtime.namespaces import Ways

DEVICES = (
    ("/dev/null", 1, 3), ("/dev/zero", 1, 5), ("/dev/full", 1, 7), ("/dev/random", 1, 8),
    ("/dev/urandom", 1, 9), ("/dev/tty", 5, 0),
)  # fmt: skip
"""What every container has (runtime-spec, config-linux.md, "Default Devices")."""


def is_bind(mount: dict[str, Any]) -> bool:
    """Whether a mount of a spec shows a part of the host's tree."""
    words = mount.get("options") or ()
    return mount.get("type") == "bind" or "bind" in words or "rbind" in words


def devices(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The default devices and those of the spec, as ``linux.devices`` has them."""
    own = spec.get("linux", {}).get("devices") or []
    named = {row["path"] for row in own}
    return [
        *({"path": path, "type": "c", "major": major, "minor": minor, "fileMode": 0o666}
          for path, major, minor in DEVICES if path not in named),
        *own,
    ]  # fmt: skip


class Sources:
    """Descriptors of mounts in no namespace: binds by their place in ``mounts``, devices by path.

    whole: ``/proc`` and ``/sys`` of the host, where a container that has the host's processes or
    network may not mount its own.
    """

    def __init__(self) -> None:
        self.binds: dict[int, int] = {}
        self.devices: dict[str, int] = {}
        self.whole: dict[str, int] = {}
        self.root = -1

    def close(self) -> None:
        """Close them all: what was attached stays."""
        for one in (*self.binds.values(), *self.devices.values(), *self.whole.values(), self.root):
            if one >= 0:
                os.close(one)


def opened(spec: dict[str, Any], ways: Ways, *, nodes: bool) -> Sources:
    """Open what a spec needs. nodes: devices too, for where none can be made.

    Raises HostbridgeError for a source that is not there or may not be read.
    """
    made = Sources()
    try:
        for number, mount in enumerate(spec.get("mounts") or ()):
            if is_bind(mount):
                recursive = "bind" not in (mount.get("options") or ())
                made.binds[number] = _bind(mount["source"], recursive)
        if nodes:
            for row in devices(spec):
                if row["type"] != "p":
                    made.devices[row["path"]] = _device(row.get("source") or row["path"])
        if ways.user:
            for name, path in (("pid", "/proc"), ("net", "/sys")):
                if not ways.new(name):
                    made.whole[path] = mounts.open_tree(path, recursive=True)
    except BaseException:
        made.close()
        raise
    return made


def _bind(path: str, recursive: bool) -> int:
    try:
        other = path.startswith("/proc/") and path.endswith(_OTHER)
        tree = _of_other(path) if other else mounts.open_tree(path, recursive=recursive)
    except FileNotFoundError as error:
        raise HostbridgeError(
            f'invalid mount config for type "bind": bind source path does not exist: {path}'
        ) from error
    except OSError as error:
        raise HostbridgeError(f"cannot mount {path}", str(error)) from error
    return tree


_OTHER = "/root/dev/shm"


def _of_other(path: str) -> int:
    """The tree of ``/proc/PID/root/…``, from the mount namespace of that process.

    A process that shares this one's descriptors opens it there, since only what lies in one's own
    mount namespace can be opened as a tree.
    """
    process, _, inside = path.partition("/root/")
    namespace = os.open(f"{process}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
    reader, writer = os.pipe()

    def body() -> NoReturn:
        try:
            processes.setns(namespace, processes.NEWNS)
            os.write(writer, str(mounts.open_tree(f"/{inside}", recursive=True)).encode())
        except OSError as error:
            os.write(writer, f"-{error.errno}".encode())
        os._exit(0)

    try:
        pid, pidfd = processes.clone(processes.FILES, body)
        os.waitpid(pid, 0)
        if pidfd >= 0:
            os.close(pidfd)
        found = int(os.read(reader, 32) or b"-22")
    finally:
        for one in (namespace, reader, writer):
            os.close(one)
    if found < 0:
        raise OSError(-found, os.strerror(-found), path)
    return found


def _device(path: str) -> int:
    try:
        return mounts.open_tree(path)
    except OSError as error:
        raise HostbridgeError(
            f'error gathering device information while adding custom device "{path}": {error.strerror}'
        ) from error


def is_directory(descriptor: int) -> bool:
    """Whether a bind shows a directory."""
    return S_ISDIR(os.fstat(descriptor).st_mode)
