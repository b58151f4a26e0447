"""fuse-overlayfs: stacks layers in a user namespace where the kernel's overlayfs may not.

Its process stands beside the container, in a user and a mount namespace that the container's
process then comes from. It ends by itself when the last mount of it is gone.
"""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.runtime import channel, ids, overlay
from hostbridge_kernel.syscalls import mounts
from hostbridge_kernel.syscalls import processes as do

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from hostbridge_kernel.runtime.values import IdMap, Rootfs


def program() -> str:
    """The path of fuse-overlayfs, empty where it or /dev/fuse is not there."""
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return ""
    for folder in [*os.environ.get("PATH", "").split(":"), "/usr/bin"]:
        if folder and os.access(f"{folder}/fuse-overlayfs", os.X_OK):
            return f"{folder}/fuse-overlayfs"
    return ""


def merged(rootfs: Rootfs) -> str:
    """Where it is mounted, in its own mount namespace alone."""
    return f"{os.path.dirname(rootfs.upper)}/merged"


def mounted(rootfs: Rootfs, mapped: IdMap) -> list[tuple[int, int]]:
    """Mount the layers; gives the namespaces (descriptor, kind) that the container has to come from.

    Raises HostbridgeError with what fuse-overlayfs says.
    """
    os.makedirs(merged(rootfs), 0o700, exist_ok=True)
    near, far = channel.pair()
    reader, writer = os.pipe()

    def body() -> NoReturn:
        near.close()
        os.close(reader)
        try:
            far.expect(channel.MAPPED)
            os.setresgid(0, 0, 0)
            os.setresuid(0, 0, 0)
            overlay.make_directories(rootfs, None)
            _run(rootfs, writer)
            far.send(channel.GO)
            far.receive()  # until the caller has the namespaces
        except BaseException:
            pass
        os._exit(0)

    pid, pidfd = do.clone(do.NEWUSER | do.NEWNS, body)
    far.close()
    os.close(writer)
    try:
        ids.write(pid, mapped)
        near.send(channel.MAPPED)
        kind = near.receive()[0]
        if kind != channel.GO:
            with os.fdopen(os.dup(reader), errors="replace") as said:
                raise HostbridgeError("fuse-overlayfs cannot stack the image", said.read().strip())
        return [
            (os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY | os.O_CLOEXEC), do.NAMESPACES[name])
            for name in ("user", "mnt")
        ]
    finally:
        near.close()
        os.close(reader)
        os.waitpid(pid, 0)
        if pidfd >= 0:
            os.close(pidfd)


def _run(rootfs: Rootfs, writer: int) -> None:
    mounts.mount(None, "/", None, mounts.MS_REC | mounts.MS_PRIVATE)
    layers = ":".join(reversed(rootfs.layers))
    data = f"lowerdir={layers},upperdir={rootfs.upper},workdir={rootfs.work}"
    argv = [program(), "-o", data, merged(rootfs)]
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1),
               (os.POSIX_SPAWN_DUP2, writer, 2)]  # fmt: skip
    # It goes to the background when it is mounted.
    pid = os.posix_spawn(argv[0], argv, os.environ, file_actions=actions, setsid=True)
    if os.waitpid(pid, 0)[1]:
        raise OSError("fuse-overlayfs")
