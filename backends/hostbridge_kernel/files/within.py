"""A function of ours in a container's tree, as its root user, in a child process."""

from __future__ import annotations

import os
import stat

from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Any

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container
    from hostbridge_kernel.runtime import Rootfs

    Work = Callable[[IO[bytes], IO[bytes]], None]
    """Reads what the caller writes, writes what the caller reads."""


class Inside:
    """A child in a container's tree. A context manager; the end waits for it.

    reader: what the child wrote; writer: what it reads, to be closed when all is said. Leaving raises
    the HostbridgeError that the child ended with.
    """

    def __init__(self, pid: int, reader: IO[bytes], writer: IO[bytes], said: int) -> None:
        self._pid = pid
        self.reader = reader
        self.writer = writer
        self._said = said

    def __enter__(self) -> Inside:
        """The child."""
        return self

    def __exit__(self, kind: object, error: object, _trace: object) -> None:
        """Wait for the child, and tell what it could not do."""
        for stream in (self.writer, self.reader):
            try:
                stream.close()
            except OSError:
                pass  # the child did not want it: it tells why
        said = b""
        while True:
            part = os.read(self._said, 1 << 16)
            if not part:
                break
            said += part
        os.close(self._said)
        os.waitpid(self._pid, 0)
        if said and (kind is None or isinstance(error, OSError)):
            summary, _, detail = said.decode(errors="surrogateescape").partition("\0")
            raise HostbridgeError(summary, detail, exit_code=1)


def within(container: Container, context: Context, work: Work) -> Inside:
    """Start ``work`` in a container's tree; what it imports has to be imported before.

    A running container's tree is its own, with all that is mounted; that of one that does not run is
    made for this, with its volumes. Raises HostbridgeError where that cannot be.
    """
    from hostbridge_kernel.containers.settling import settled
    from hostbridge_kernel.runtime.entering import enter
    from hostbridge_kernel.runtime.starting import start
    from hostbridge_kernel.runtime.values import Stdio

    running = settled(context.containers, container) == "running"
    nowhere = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    quiet = Stdio(nowhere, nowhere, nowhere)
    to_child, from_parent = os.pipe()
    to_parent, from_child = os.pipe()
    told, say = os.pipe()
    ours = (from_parent, to_parent, told)

    def body() -> int:
        for one in ours:
            os.close(one)
        return _do(work, to_child, from_child, say)

    try:
        if running:
            started = enter(container.state()["State"]["Pid"], {}, quiet, body=body)
        else:
            spec, rootfs = _stopped(container)
            started = start(spec, quiet, rootfs=rootfs, body=body)
    except BaseException:
        for one in ours:
            os.close(one)
        raise
    finally:
        for one in (to_child, from_child, say, nowhere):
            os.close(one)
    if started.pidfd >= 0:
        os.close(started.pidfd)
    return Inside(started.pid, os.fdopen(to_parent, "rb"), os.fdopen(from_parent, "wb"), told)


def _do(work: Work, reading: int, writing: int, say: int) -> int:
    try:
        with os.fdopen(reading, "rb") as reader, os.fdopen(writing, "wb") as writer:
            work(reader, writer)
    except HostbridgeError as error:
        _tell(say, error.summary, error.detail)
    except BrokenPipeError:
        pass  # the caller has what it wanted
    except OSError as error:
        name = error.filename if isinstance(error.filename, str) else ""
        _tell(say, f"{name}: {error.strerror}" if name else str(error.strerror), "")
    except BaseException as error:
        _tell(say, f"{type(error).__name__}: {error}", "")
    return 0


def _tell(say: int, summary: str, detail: str) -> None:
    try:
        os.write(say, f"{summary}\0{detail}".encode(errors="surrogateescape"))
    except OSError:
        pass


def _stopped(container: Container) -> tuple[dict[str, Any], Rootfs]:
    """What start needs to make the tree of a container that does not run."""
    from hostbridge_kernel import runtime
    from hostbridge_kernel.containers.starting import layer_folders
    from hostbridge_kernel.oci import Site, mounts
    from hostbridge_kernel.oci.namespaces import on_host
    from hostbridge_kernel.runtime import ids

    record, folder = container.config, container.folder
    rootless = not ids.privileged()
    mapped = None if on_host(record["HostConfig"]) and not rootless else ids.mapping()
    site = Site(folder, f"{folder}/rootfs", None if mapped is None else (mapped.uids, mapped.gids),
                rootless=rootless)  # fmt: skip
    kinds = [{"type": "mount"}] + ([] if mapped is None else [{"type": "user"}])
    spec: dict[str, Any] = {
        "process": {}, "root": {"path": site.root},
        "mounts": [mounts.dev(), *mounts.of_user(record, site)],
        "linux": {"namespaces": kinds, **({} if mapped is None else ids.to_spec(mapped))},
    }  # fmt: skip
    rootfs = runtime.Rootfs(layer_folders(container), f"{folder}/upper", f"{folder}/work")
    return spec, rootfs


def kind_of(mode: int) -> str:
    """``dir``, ``file``, ``link`` or ``other``."""
    for name, test in (("dir", stat.S_ISDIR), ("file", stat.S_ISREG), ("link", stat.S_ISLNK)):
        if test(mode):
            return name
    return "other"
