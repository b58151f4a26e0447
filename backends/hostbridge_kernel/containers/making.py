"""One start: what is made for a container's process, in order, and taken away after it."""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import joining, state
from hostbridge_kernel.containers.life import Life
from hostbridge_kernel.containers.starting import layer_folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Optional

    from hostbridge_kernel.cgroups.group import Cgroup
    from hostbridge_kernel.containers.places import Places
    from hostbridge_kernel.containers.records import Container, Containers
    from hostbridge_kernel.containers.streams import Ends
    from hostbridge_kernel.runtime import Filter


def make(
    containers: Containers,
    container: Container,
    content: dict[str, Any],
    ends: Ends,
    size: Optional[list[int]],
) -> Life:
    """Start a container's process; see Starter.start."""
    from hostbridge_kernel import cgroups, oci, runtime
    from hostbridge_kernel.oci.namespaces import on_host
    from hostbridge_kernel.runtime import ids

    record = container.config
    host = record["HostConfig"]
    rootless = not ids.privileged()
    mapped = None if on_host(host) and not rootless else ids.mapping()
    joined = joining.namespaces(containers, host)
    if joined and not rootless and all(kind != "user" for kind, _ in joined):
        mapped = None  # what is joined belongs to the host's own users
    _write_files(container)
    site = oci.Site(
        folder=container.folder, root=f"{container.folder}/rootfs",
        ids=None if mapped is None else (mapped.uids, mapped.gids), join=joined, rootless=rootless,
    )  # fmt: skip
    spec = oci.spec(record, site)
    if size is not None:
        spec["process"]["consoleSize"] = {"height": size[0], "width": size[1]}
    rootfs = runtime.Rootfs(
        layer_folders(container), f"{container.folder}/upper", f"{container.folder}/work"
    )
    os.makedirs(site.root, exist_ok=True)
    group = cgroups.open_or_make(
        container.places.instance, container.id, spec["linux"]["resources"], rootless,
        parent=str(host.get("CgroupParent") or ""), warn=_going_on(),
    )  # fmt: skip
    try:

        def between(pid: int) -> None:
            group.add(pid)
            state.starting(content, pid, os.getpid())
            container.write_state(content)
            content["NetworkSettings"] = _attach(container.places, record, pid)

        filtered = _filter(
            spec["annotations"].get("hostbridge.seccomp"), spec["linux"].get("seccomp"),
            spec["process"],
        )  # fmt: skip
        stdio = runtime.Stdio(*ends.theirs)
        started = runtime.start(spec, stdio, between, rootfs=rootfs, filtered=filtered)
    except BaseException:
        _unmake(container.places, container, group)
        raise
    for note in started.notes:
        os.write(2, os.fsencode(f"WARNING: {note}\n"))
    _keep_spec(container, spec)
    return Life(started.pid, started.pidfd, started.console, lambda: group.oom_kills() > 0)


def _going_on() -> Optional[Callable[[str], None]]:
    """Where to tell of limits that cannot be set, if the user said to go on without them."""
    if os.environ.get("HOSTBRIDGE_LIMITS") != "warn":
        return None

    def tell(what: str) -> None:
        os.write(2, os.fsencode(f"WARNING: {what}\n"))

    return tell


def _filter(how: Optional[str], profile: Any, process: dict[str, Any]) -> Filter:
    """The system calls that it may make."""
    from hostbridge_kernel import seccomp
    from hostbridge_kernel.runtime import Filter

    if how == "unconfined":
        return Filter()
    kept = process["capabilities"]["bounding"]
    if how == "profile":
        return Filter(seccomp.compile(profile, capabilities=kept), seccomp.flags(profile))
    return Filter(seccomp.program(os.uname().machine, kept))


def system_calls(container: Container, process: dict[str, Any]) -> Filter:
    """The same for a process that enters a container: as strict as its own."""
    from hostbridge_kernel.containers.files import read_json

    kept = read_json(f"{container.folder}/started.json") or {}
    how = (kept.get("annotations") or {}).get("hostbridge.seccomp")
    return _filter(how, kept.get("seccomp"), process)


def _attach(places: Places, record: dict[str, Any], pid: int) -> dict[str, Any]:
    from hostbridge_kernel.network.attach import attach
    from hostbridge_kernel.network.networks import Networks

    return attach(Networks(places.data), record, pid)


def _detach(places: Places, container: str) -> None:
    from hostbridge_kernel.network.attach import detach
    from hostbridge_kernel.network.networks import Networks

    detach(Networks(places.data), container)


def unmake(places: Places, container: Container) -> None:
    """Take away what a start made; see Starter.clean."""
    _unmake(places, container, control_group(places, container))


def control_group(places: Places, container: Container) -> Cgroup:
    """The control group of a container as it is now."""
    from hostbridge_kernel import cgroups
    from hostbridge_kernel.runtime import ids

    parent = str(container.config["HostConfig"].get("CgroupParent") or "")
    return cgroups.find(places.instance, container.id, not ids.privileged(), parent=parent)


def _unmake(places: Places, container: Container, group: Cgroup) -> None:
    """Safe to repeat; each step whatever became of the others."""
    steps = [group.kill, lambda: _detach(places, container.id), group.remove]
    failed: Optional[Exception] = None
    for step in steps:
        try:
            step()
        except (OSError, HostbridgeError) as error:
            failed = error
    if isinstance(failed, HostbridgeError):
        raise failed


def _write_files(container: Container) -> None:
    """The files that are mounted in /etc: they exist before the start, the network fills them."""
    config = container.config["Config"]
    name = f"{config.get('Hostname', '')}\n"
    for file, text in (("hostname", name), ("hosts", ""), ("resolv.conf", "")):
        path = f"{container.folder}/{file}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            if text:
                os.ftruncate(descriptor, 0)
                os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def _keep_spec(container: Container, spec: dict[str, Any]) -> None:
    """What ``exec`` needs to know of how the process was started."""
    from hostbridge_kernel.containers.files import write_json

    kept = {"annotations": spec["annotations"]}
    if spec["linux"].get("seccomp"):
        kept["seccomp"] = spec["linux"]["seccomp"]
    try:
        write_json(f"{container.folder}/started.json", kept)
    except OSError:  # a full disk: exec makes do with the record
        pass
