"""Starting a container: the caller's side.

The child is cloned into its namespaces at once. While it mounts, the caller does what only the host
can: ids, the stacked root, cgroup and network (``between``). See ``child`` for the other side.
"""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge.value import replace
from hostbridge_kernel.runtime import channel, child, ids, namespaces, preparing, sources
from hostbridge_kernel.runtime.preparing import NoRootError
from hostbridge_kernel.runtime.values import Filter, Started, Stdio
from hostbridge_kernel.syscalls import processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, NoReturn, Optional

    from hostbridge_kernel.runtime.preparing import NoRootError
from hostbridge_kernel.runtime.values import IdMap, Rootfs


def start(
    spec: dict[str, Any],
    stdio: Stdio = Stdio(),
    between: Callable[[int], None] = lambda _pid: None,
    *,
    rootfs: Optional[Rootfs] = None,
    filtered: Filter = Filter(),
    body: Optional[Callable[[], int]] = None,
) -> Started:
    """Start the process of an OCI runtime-spec configuration; returns when execve has succeeded.

    between: called with the process's id while it waits: its namespaces are there, and nothing of
    the image has run; what it raises ends the process. rootfs: layers to be stacked in place of
    ``root.path``. filtered: the seccomp filter; ``linux.seccomp`` is not looked at. body: called in
    the container as its root, in place of ``process.args``; what it needs has to be imported before,
    it must not print, and its answer is the exit code. The annotation ``hostbridge.init`` (``true``)
    puts an init in front. ``process.user`` may have docker's words: ``username`` for
    ``name|uid[:group|gid]``, ``additionalGroups`` for names and numbers.

    The process is a child of the caller and leads a session of its own. Raises HostbridgeError, with
    exit code 127 for a command that is not there, 126 for one that cannot be executed, 125 else;
    nothing is left then.
    """
    able = ids.privileged()
    notes: list[str] = []
    while True:
        try:
            return _attempt(spec, stdio, between, rootfs, filtered, body, able, notes)
        except NoRootError as error:
            assert rootfs is not None
            rootfs = _next_driver(rootfs, str(error), notes, able)


def _next_driver(rootfs: Rootfs, why: str, notes: list[str], able: bool) -> Rootfs:
    """Another way to make the root; raises HostbridgeError where there is none, or none is wanted."""
    tried = rootfs.driver or "overlay"
    if tried == "copy" or (rootfs.driver and not notes):
        raise HostbridgeError(f"cannot make the container's root ({tried})", why)
    from hostbridge_kernel.runtime import fuse

    name = "fuse-overlayfs" if tried == "overlay" and not able and fuse.program() else "copy"
    notes.append(f"overlayfs cannot be used here ({why}): the root is made by {name}")
    return replace(rootfs, driver=name)


def _attempt(
    spec: dict[str, Any],
    stdio: Stdio,
    between: Callable[[int], None],
    rootfs: Optional[Rootfs],
    filtered: Filter,
    body: Optional[Callable[[], int]],
    able: bool,
    notes: list[str],
) -> Started:
    ways = namespaces.ways(spec)
    mapped = None
    if ways.user == "joined":
        mapped = ids.of_process(ways.owner) or ids.of_spec(spec)
    elif ways.user:
        mapped = ids.of_spec(spec) or ids.mapping()
    opened = sources.opened(spec, ways, nodes=False) if able else None
    near, far = channel.pair()
    task = child.Task(spec, stdio, ways, opened, rootfs, filtered, body)

    def first() -> NoReturn:
        near.close()
        if ways.joins:
            child.protect()
        child.guarded(far, lambda: child.run(task, far))

    pid = pidfd = -1
    try:
        if opened is not None:
            preparing.nodes(spec, opened, mapped)
        if not able and rootfs is not None and rootfs.driver == "fuse-overlayfs":
            _beside(ways, rootfs, mapped)
        pid, pidfd = namespaces.spawn(ways.joins, ways.flags, first)
        far.close()
        if ways.user == "new" and mapped is not None:
            ids.write(pid, mapped)
        held: list[int] = []
        try:
            if opened is not None:
                held = preparing.root(spec, rootfs, pid, mapped, opened, stdio, notes)
            single = mapped is not None and ids.single(mapped)
            near.send(channel.MAPPED, b"single" if single else b"", held)
        finally:
            for one in held:
                os.close(one)
        if not able and rootfs is not None:
            kind, text, _none = near.receive()
            if kind == channel.ROOT and text:
                raise NoRootError(text.decode())
            if kind == channel.FAILED:
                raise channel.error(text)
        between(pid)
        allow(spec["process"], pid)
        near.send(channel.GO)
        console = answer(near)
    except BaseException as error:
        failed = end(near, pid, pidfd)
        if failed is not None and isinstance(error, (OSError, HostbridgeError)):
            raise failed from error
        raise
    finally:
        near.close()
        far.close()
        ways.close()
        if opened is not None:
            opened.close()
    return Started(pid, pidfd, console, tuple(notes))


def _beside(ways: namespaces.Ways, rootfs: Rootfs, mapped: Optional[IdMap]) -> None:
    """fuse-overlayfs has its own namespaces: the container comes from them."""
    from hostbridge_kernel.runtime import fuse

    if ways.user != "new" or mapped is None:
        raise NoRootError("it needs a user namespace of its own")
    try:
        ways.joins = [*fuse.mounted(rootfs, mapped), *ways.joins]
    except HostbridgeError as error:
        raise NoRootError(error.detail or error.summary) from error
    ways.flags &= ~processes.NEWUSER
    ways.user = "joined"


def allow(process: dict[str, Any], pid: int) -> None:
    """What a process in a user namespace may not do to itself: higher limits, less OOM score."""
    score = process.get("oomScoreAdj")
    if score is not None:
        try:
            with open(f"/proc/{pid}/oom_score_adj", "w") as file:
                file.write(str(score))
        except OSError as error:
            if score != 0:  # 0 in a session that the host kills sooner anyway: it stays
                raise HostbridgeError(f"cannot set the OOM score to {score}", str(error)) from error
    if process.get("rlimits"):
        import resource

        for row in process["rlimits"]:
            number = getattr(resource, row["type"], None)
            if number is not None:
                soft, hard = resource.prlimit(pid, number)
                wanted = int(row["hard"])
                if hard != -1 and not 0 <= wanted <= hard:
                    limit = -1 if wanted < 0 or wanted >= 1 << 63 else wanted
                    try:
                        resource.prlimit(pid, number, (soft, limit))
                    except (OSError, ValueError):
                        pass  # the child tells, where it matters


def answer(near: channel.Channel) -> int:
    """Wait for execve; gives the console's descriptor, -1 without one."""
    console = -1
    while True:
        kind, text, descriptors = near.receive()
        if kind == channel.CONSOLE and descriptors:
            console = descriptors[0]
        elif kind == channel.FAILED:
            if console >= 0:
                os.close(console)
            raise channel.error(text)
        elif kind == channel.END:
            return console


def end(near: channel.Channel, pid: int, pidfd: int) -> Optional[HostbridgeError]:
    """Take back a process that is not to run; gives what it has told of its own failure."""
    if pid < 0:
        return None
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        pass
    failed = None
    try:
        failed = channel.told(near)
    except OSError:
        pass
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass
    if pidfd >= 0:
        os.close(pidfd)
    return failed


def kill(started: Started, number: int) -> None:
    """Signal a process, never one that has its number by now. Gone already: nothing."""
    try:
        if started.pidfd >= 0:
            processes.pidfd_signal(started.pidfd, number)
        else:
            os.kill(started.pid, number)
    except ProcessLookupError:
        pass
