"""Which namespaces a process gets: new ones, the caller's, or those of another container.

A new process is cloned into new namespaces at once. Where some are another's, a process in between
joins those and clones from there, with the caller as the parent (CLONE_PARENT).
"""

from __future__ import annotations

import fcntl
import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.runtime import channel
from hostbridge_kernel.syscalls import privileges
from hostbridge_kernel.syscalls import processes as do

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, NoReturn

_OCI = {"network": "net", "mount": "mnt"}
_GET_USERNS = 0xB701  # ioctl_ns(2)


class Ways:
    """How the namespaces of a spec come about.

    flags: to be cloned with; later: CLONE_NEWCGROUP where it comes after the cgroup was entered;
    joins: (descriptor, kind) to be entered first, the user namespace before the others; user: what
    owns them: ``new``, ``joined`` or ``""`` (the caller's own); owner: the path of a namespace of
    the process whose user namespace is joined.
    """

    def __init__(self) -> None:
        self.flags = 0
        self.later = 0
        self.joins: list[tuple[int, int]] = []
        self.user = ""
        self.owner = ""

    def new(self, name: str) -> bool:
        """Whether the process gets one of its own (``net``, ``pid`` …)."""
        return bool((self.flags | self.later) & do.NAMESPACES[name])

    def close(self) -> None:
        """Close what was opened to be joined."""
        for descriptor, _kind in self.joins:
            os.close(descriptor)
        self.joins = []


def ways(spec: dict[str, Any]) -> Ways:
    """Read a spec's ``linux.namespaces``; raises HostbridgeError for one that cannot be."""
    made = Ways()
    wanted = spec.get("linux", {}).get("namespaces", [])
    for row in wanted:
        name: str = _OCI.get(row["type"]) or row["type"]
        kind = do.NAMESPACES.get(name)
        if kind is None:
            raise HostbridgeError(f"namespace {row['type']!r}: not supported")
        path = row.get("path")
        if path:
            made.joins.append((_open(name, path), kind))
            if not made.owner or name == "user":
                made.owner = path
        elif name == "cgroup":
            made.later = kind
        else:
            made.flags |= kind
    if not made.flags & do.NEWNS:
        made.close()
        raise HostbridgeError("a container needs a mount namespace of its own")
    _owner(made)
    return made


def _owner(made: Ways) -> None:
    """Join the user namespace that owns what is joined: a new one would have no power over it."""
    if made.flags & do.NEWUSER:
        made.user = "new"
        mine = os.stat("/proc/self/ns/user").st_ino
        for descriptor, _kind in made.joins:
            owner: int = fcntl.ioctl(descriptor, _GET_USERNS)
            if os.fstat(owner).st_ino == mine:
                os.close(owner)
                continue
            made.joins.append((owner, do.NEWUSER))
            made.flags &= ~do.NEWUSER
            break
    if any(kind == do.NEWUSER for _descriptor, kind in made.joins):
        made.user = "joined"
        # The user namespace comes first where it owns the others; the caller's own rights are lost then.
        made.joins.sort(key=lambda one: one[1] != do.NEWUSER)


def _open(name: str, path: str) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise HostbridgeError(
            f"cannot join the {name} namespace {path}", str(error), "is that container running?"
        ) from error


def spawn(
    joins: list[tuple[int, int]], flags: int, body: Callable[[], NoReturn], nowhere: bool = False
) -> tuple[int, int]:
    """A child of this process in the namespaces that were named; gives (pid, pidfd).

    nowhere: a process in between is made even where nothing is joined.
    """
    if not joins and not nowhere:
        return do.clone(flags, body)
    near, far = channel.pair()

    def between() -> NoReturn:
        try:
            near.close()
            # Nobody in the namespaces that are joined may look into what is still the host's.
            privileges.dumpable(False)
            for descriptor, kinds in joins:
                do.setns(descriptor, kinds)

            def inner() -> NoReturn:
                far.close()
                body()

            pid, _pidfd = do.clone(flags | do.PARENT, inner)
            far.send(channel.PID, str(pid).encode())
        except OSError as error:
            far.fail("cannot join the namespaces of a container", str(error))
            os._exit(1)
        os._exit(0)

    helper = do.clone(0, between)
    far.close()
    ended = "the container's process ended before it began"
    pid = int(channel.result(near, helper, channel.PID, ended))
    try:
        return pid, do.pidfd_open(pid)
    except OSError:
        return pid, -1
