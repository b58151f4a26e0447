"""Starting a container: the caller's side.

The child is cloned into its namespaces at once. While it mounts, the caller does what only the host
can: ids, the stacked root, cgroup and network (``between``). See ``child`` for the other side.
"""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.runtime import channel, child, devices, ids, namespaces, overlay, sources
from hostbridge_kernel.runtime.values import Filter, Started, Stdio
from hostbridge_kernel.syscalls import mounts, processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, NoReturn, Optional

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
            _nodes(spec, opened, mapped)
        pid, pidfd = namespaces.spawn(ways.joins, ways.flags, first)
        far.close()
        if ways.user == "new" and mapped is not None:
            ids.write(pid, mapped)
        held: list[int] = []
        try:
            if opened is not None:
                held = _root(spec, rootfs, pid, mapped, opened, stdio)
            single = mapped is not None and ids.single(mapped)
            near.send(channel.MAPPED, b"single" if single else b"", held)
        finally:
            for one in held:
                os.close(one)
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
    return Started(pid, pidfd, console)


def _nodes(spec: dict[str, Any], opened: sources.Sources, mapped: Optional[IdMap]) -> None:
    """/dev with nodes of its own; where they may not be made, the host's are shown."""
    for number, mount in enumerate(spec.get("mounts") or ()):
        if mount["destination"] == "/dev" and mount.get("type") == "tmpfs":
            try:
                opened.binds[number] = devices.filled(spec, mount, mapped)
                return
            except PermissionError:
                break
    for row in sources.devices(spec):
        opened.devices[row["path"]] = mounts.open_tree(row["path"])


def _root(
    spec: dict[str, Any],
    rootfs: Optional[Rootfs],
    pid: int,
    mapped: Optional[IdMap],
    opened: sources.Sources,
    stdio: Stdio,
) -> list[int]:
    """What a privileged caller prepares once the user namespace has its ids: root, binds, pipes."""
    namespace = -1
    if mapped is not None:
        namespace = os.open(f"/proc/{pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
    try:
        if rootfs is not None:
            overlay.make_directories(rootfs, mapped)
            root = overlay.detached(rootfs, namespace)
        else:
            root = mounts.open_tree(spec["root"]["path"], recursive=True)
        if mapped is not None:
            _show_ids(spec, opened, namespace)
            for one in (stdio.stdin, stdio.stdout, stdio.stderr):
                give(one, mapped.uid(0), mapped.gid(0))
    finally:
        if namespace >= 0:
            os.close(namespace)
    return [root]


def _show_ids(spec: dict[str, Any], opened: sources.Sources, namespace: int) -> None:
    """Binds show the host's ids 0, 1, 2 … as the container's, where the file system can."""
    for number, tree in opened.binds.items():
        mount = spec["mounts"][number]
        if sources.is_bind(mount) and "noidmap" not in (mount.get("options") or ()):
            for recursive in (True, False):
                try:
                    mounts.set_attributes(
                        tree, mounts.ATTR_IDMAP, namespace=namespace, recursive=recursive
                    )
                    break
                except OSError:
                    continue  # what is mounted below cannot, or the file system itself


def given(pid: int) -> tuple[int, int, bool]:
    """The host's user and group behind a container's root, and whether groups can be set in it."""
    pair = [0, 0]
    for place, name in enumerate(("uid_map", "gid_map")):
        with open(f"/proc/{pid}/{name}") as rows:
            for row in rows:
                inside, outside, _count = row.split()
                if inside == "0":
                    pair[place] = int(outside)
    with open(f"/proc/{pid}/setgroups") as file:
        return pair[0], pair[1], file.read().strip() != "deny"


def give(descriptor: int, uid: int, gid: int) -> None:
    """A pipe becomes the container root's, who may give it on: /dev/stdout can be opened again."""
    from _stat import S_ISFIFO, S_ISSOCK

    try:
        mode = os.fstat(descriptor).st_mode
        if S_ISFIFO(mode) or S_ISSOCK(mode):
            os.fchown(descriptor, uid, gid)
    except OSError:
        pass


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
