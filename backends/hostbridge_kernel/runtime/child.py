"""The first process of a container, from its birth in new namespaces to what it was made for.

Everything is imported before the root changes; afterwards a file of the image could be imported.
"""

from __future__ import annotations

import _socket
import fcntl
import os
import sys

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.runtime import channel, devices, executing, mounting, overlay, terminal
from hostbridge_kernel.runtime.options import of_propagation
from hostbridge_kernel.runtime.sources import Sources, opened
from hostbridge_kernel.syscalls import mounts, privileges
from hostbridge_kernel.syscalls import processes as do

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, NoReturn, Optional

    from hostbridge_kernel.runtime.channel import Channel
    from hostbridge_kernel.runtime.namespaces import Ways
    from hostbridge_kernel.runtime.values import Filter, Rootfs, Stdio


class Task:
    """What start asks of the child. sources is None where the child opens them itself."""

    def __init__(
        self,
        spec: dict[str, Any],
        stdio: Stdio,
        ways: Ways,
        sources: Optional[Sources],
        rootfs: Optional[Rootfs],
        filtered: Filter,
        body: Optional[Callable[[], int]],
    ) -> None:
        self.spec = spec
        self.stdio = stdio
        self.ways = ways
        self.sources = sources
        self.rootfs = rootfs
        self.filtered = filtered
        self.body = body


def guarded(far: Channel, work: Callable[[], NoReturn]) -> NoReturn:
    """Do the child's work; what fails is told to the caller, and ends the process."""
    try:
        work()
    except HostbridgeError as error:
        tell(far, error)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        tell(far, HostbridgeError(f"cannot start the container: {where}{error.strerror}"))
    except SystemExit:
        pass
    except BaseException as error:
        tell(far, HostbridgeError(f"cannot start the container: {type(error).__name__}: {error}"))
    os._exit(1)


def tell(far: Channel, error: HostbridgeError) -> None:
    """Tell an error to the caller, who may be gone."""
    try:
        far.fail(error.summary, error.detail, error.remedy, error.exit_code)
    except OSError:
        pass


def run(task: Task, far: Channel) -> NoReturn:
    """Be the container. Never returns."""
    spec = task.spec
    linux = spec.get("linux") or {}
    process = spec["process"]
    text, descriptors = far.expect(channel.MAPPED)
    if task.ways.user:
        become_root(setgroups=text != b"single")
    os.umask(0o022)
    os.setsid()
    do.leave_keyring()
    if spec.get("hostname") and task.ways.new("uts"):
        do.set_host(spec["hostname"])
    if spec.get("domainname") and task.ways.new("uts"):
        do.set_domain(spec["domainname"])

    if task.ways.new("net"):
        _loopback()
    mounts.mount(None, "/", None, mounts.MS_REC | mounts.MS_PRIVATE)
    sources = task.sources or opened(spec, task.ways, nodes=True)
    root = descriptors[0] if descriptors else _root(task, far)
    mounting.make_own(spec, sources)
    _pivot(root)
    forget_host()
    mounting.mount_all(spec, sources, cgroups=False)
    devices.bound(sources)
    devices.linked()
    sources.close()

    far.expect(channel.GO)
    if task.ways.later:
        do.unshare(task.ways.later)
    mounting.mount_all(spec, sources, cgroups=True)
    _sysctls(linux.get("sysctl") or {})
    stdio = (task.stdio.stdin, task.stdio.stdout, task.stdio.stderr)
    if process.get("terminal"):
        side = terminal.opened(process, far, console=True)
        terminal.control(side)
        stdio = (side, side, side)

    def last() -> None:
        mounting.hide(spec)
        if linux.get("rootfsPropagation"):
            mounts.mount(None, "/", None, of_propagation(linux["rootfsPropagation"]))
        if (spec.get("root") or {}).get("readonly"):
            mounts.set_attributes(root, mounts.ATTR_RDONLY)

    if task.body is not None:
        last()
        inside(task.body, stdio, far)

    def failed(error: HostbridgeError) -> None:
        tell(far, error)

    has_init = (spec.get("annotations") or {}).get("hostbridge.init") == "true"
    executing.become(
        process, stdio, task.filtered, (root, far.fileno()), last, failed if has_init else None
    )


def inside(body: Callable[[], int], stdio: tuple[int, int, int], far: Channel) -> NoReturn:
    """Do the caller's own work in place of a program; its answer is the exit code."""
    executing.streams(stdio)
    far.close()
    try:
        os._exit(body())
    except BrokenPipeError:
        os._exit(141)


def _loopback() -> None:
    """Set ``lo`` up: every network namespace has it, and only who owns it may (netdevice(7))."""
    end = _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM, 0)
    request = b"lo".ljust(16, b"\0") + (1).to_bytes(2, "little")  # IFF_UP
    fcntl.ioctl(end.fileno(), 0x8914, request.ljust(40, b"\0"))  # SIOCSIFFLAGS
    end.close()


def become_root(*, setgroups: bool) -> None:
    """Take on the root of the user namespace; its groups where they can be set."""
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)
    if setgroups:
        os.setgroups([])


def _root(task: Task, far: Channel) -> int:
    """An ordinary user's root. What the kernel refuses is told, for the caller to choose again."""
    rootfs = task.rootfs
    if rootfs is None:
        return mounts.open_tree(task.spec["root"]["path"], recursive=True)
    try:
        if rootfs.driver == "copy":
            from hostbridge_kernel.runtime import copies  # shutil costs 10 ms

            root = mounts.open_tree(copies.make(rootfs, None))
        elif rootfs.driver == "fuse-overlayfs":
            from hostbridge_kernel.runtime import fuse

            root = mounts.open_tree(fuse.merged(rootfs))
        else:
            overlay.make_directories(rootfs, None)
            root = overlay.in_user_namespace(rootfs)
    except OSError as error:
        far.send(channel.ROOT, (error.strerror or str(error)).encode())
        raise
    far.send(channel.ROOT)
    return root


def _pivot(root: int) -> None:
    """Make a mount in no namespace this process's root, and let go of the host's."""
    mounts.attach_at(root, "/")
    os.fchdir(root)
    try:
        # Both in one place: the old root lies on top of the new one, and is taken off (pivot_root(2)).
        mounts.pivot_root(".", ".")
        mounts.unmount(".")
    except OSError:
        # The host's root is an initramfs, which cannot be left: it stays covered, as with switch_root.
        os.chroot(".")
    os.chdir("/")


def forget_host() -> None:
    """Nothing is imported from here on, least of all from the image."""
    sys.path.clear()
    sys.meta_path.clear()
    sys.path_hooks.clear()


def _sysctls(wanted: dict[str, str]) -> None:
    for name, text in wanted.items():
        path = "/proc/sys/" + name.replace(".", "/")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
            try:
                os.write(descriptor, str(text).encode())
            finally:
                os.close(descriptor)
        except OSError as error:
            raise HostbridgeError(
                f"cannot set the sysctl {name}={text}", error.strerror or "",
                "only those of the container's own namespaces can be set",
            ) from error  # fmt: skip


def protect() -> None:
    """Nobody in namespaces that are shared may look into this process (CVE-2019-5736)."""
    privileges.dumpable(False)
