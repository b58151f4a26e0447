"""Whether containers can be made here at all: namespaces are made for a moment, and looked at."""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError, Unavailable
from hostbridge_kernel.runtime import ids
from hostbridge_kernel.syscalls import mounts, processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_WANTED = (
    processes.NEWUSER | processes.NEWNS | processes.NEWPID | processes.NEWIPC | processes.NEWUTS
)


def trial() -> None:
    """Make the namespaces of a container, map its users, mount in it. Raises Unavailable."""
    go_read, go_write = os.pipe()
    told_read, told_write = os.pipe()

    def body() -> NoReturn:
        os.close(go_write)
        os.close(told_read)
        try:
            if os.read(go_read, 1):
                mounts.mount(None, "/", None, mounts.MS_REC | mounts.MS_PRIVATE)
                mounts.mount("tmpfs", "/tmp", "tmpfs", 0, "size=4k")
                os.write(told_write, b"\0")
        except OSError as error:
            os.write(told_write, f"mount: {error.strerror}".encode())
        os._exit(0)

    try:
        try:
            pid, pidfd = processes.clone(_WANTED, body)
        except OSError as error:
            raise _unavailable(f"cannot clone: {error.strerror}") from error
        if pidfd >= 0:
            os.close(pidfd)
        os.close(told_write)
        told_write = -1
        try:
            ids.write(pid, ids.mapping())
            os.write(go_write, b"x")
        except HostbridgeError as error:
            raise _unavailable(f"{error.summary}: {error.detail}") from error
        finally:
            os.close(go_write)
            go_write = -1
            said = os.read(told_read, 256)
            os.waitpid(pid, 0)
        if said != b"\0":
            raise _unavailable(said.decode() or "the first process ended")
    finally:
        for one in (go_read, go_write, told_read, told_write):
            if one >= 0:
                os.close(one)


def _unavailable(why: str) -> Unavailable:
    return Unavailable(
        "user namespaces are not enabled for this user", why,
        "allow them: sysctl -w user.max_user_namespaces=15000 kernel.unprivileged_userns_clone=1"
        " kernel.apparmor_restrict_unprivileged_userns=0, where they exist",
    )  # fmt: skip
