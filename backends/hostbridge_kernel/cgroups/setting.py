"""Limits written to a control group, and what is said of those that cannot be."""

from __future__ import annotations

import errno
import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.cgroups import limits
from hostbridge_kernel.cgroups.hierarchy import read, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping, Optional

    from hostbridge_kernel.cgroups.group import Cgroup

    Warn = Optional[Callable[[str], None]]


def tell(warn: Warn, error: HostbridgeError) -> None:
    """Raise, or tell the user who said to go on without."""
    if warn is None:
        raise error
    warn(error.summary)


def update(group: Cgroup, resources: Mapping[str, Any], warn: Warn = None) -> None:
    """Set limits; what is not named stays as it is.

    Limits that hang together (memory and swap, period and quota) may be refused in one order and
    taken in the other, so what is refused is tried again after the rest. Raises HostbridgeError.
    """
    left = (
        [*limits.writes(resources, group.where.version)]
        if not warn
        else _kept(group, resources, warn)
    )
    while left:
        failed = []
        for row in left:
            error = _set(group, row)
            if error is not None:
                failed.append((row, error))
        if len(failed) == len(left):
            for (controller, file, value, option), error in failed:
                tell(warn, _refusal(group, controller, file, value, option, error))
            return
        left = [row for row, _ in failed]


def _kept(
    group: Cgroup, resources: Mapping[str, Any], warn: Warn
) -> list[tuple[str, str, str, str]]:
    """What can be written where the user said to go on: section by section."""
    rows: list[tuple[str, str, str, str]] = []
    for section, content in resources.items():
        keys = content if isinstance(content, dict) and section != "memory" else {"": None}
        for key in keys:
            part = {section: {key: content[key]} if key else content}
            if section == "cpu" and key in ("quota", "period"):
                part = {"cpu": {name: content.get(name) for name in ("quota", "period")}}
            try:
                rows += limits.writes(part, group.where.version)
            except HostbridgeError as error:
                tell(warn, error)
    return list(dict.fromkeys(rows))


def _set(group: Cgroup, row: tuple[str, str, str, str]) -> Optional[OSError]:
    controller, file, value, option = row
    if group.rootless and controller in group.where.v1:
        return PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    directory = group.directory(controller)
    try:
        write(f"{directory}/{file}", value)
        return None
    except FileNotFoundError as error:
        for other, same in limits.other_files(file, value):
            try:
                write(f"{directory}/{other}", same)
                return None
            except OSError:
                continue  # this one is not there either: the first refusal tells
        swapless = limits.absent_swap(option, read("/proc/meminfo") or "")
        return None if swapless else error
    except OSError as error:
        return error


def _refusal(
    group: Cgroup, controller: str, file: str, value: str, option: str, error: OSError
) -> HostbridgeError:
    directory = group.directory(controller)
    if not group.where.version(controller):
        why = f"this host has no {controller} controller"
    elif error.errno == errno.ENOENT:
        why = f"the control group has no {file}"
    else:
        why = f"{error.strerror}"
    # v2's groups have the files of the controllers that the groups above them let through.
    through = (read(f"{directory.rpartition('/')[0]}/cgroup.subtree_control") or "").split()
    if error.errno == errno.ENOENT and group.where.version(controller) == 2:
        why += f"; let through are: {' '.join(through) or 'no controllers'}"
    busy = error.errno == errno.EBUSY and controller == "memory"
    if busy:
        why = "the container uses more than that"
    return HostbridgeError(
        f"{option or file} cannot be set: {why}", f"{value!r} for {directory}/{file}",
        "stop the container first" if busy
        else f"run it without {option or file}, or set HOSTBRIDGE_LIMITS=warn to go on without",
    )  # fmt: skip


def devices(group: Cgroup, rules: Any, warn: Warn) -> None:
    """Set which devices a group may use: v1's files, or a program of BPF on v2."""
    if not rules:
        return
    try:
        if group.where.version("devices") == 1 and not group.rootless:
            for rule in rules:
                file, line = limits.device_line(rule)
                write(f"{group.directory('devices')}/{file}", line)
        elif group.unified and not group.rootless:
            from hostbridge_kernel.cgroups import devicefilter

            devicefilter.attach(group.unified, rules)
        # An ordinary user's container can make no device nodes: its user namespace owns none.
    except OSError as error:
        tell(warn, HostbridgeError(
            f"the container's devices cannot be limited: {error.strerror or error}", "",
            "a kernel with CONFIG_CGROUP_BPF (v2) or the devices controller (v1)",
        ))  # fmt: skip
