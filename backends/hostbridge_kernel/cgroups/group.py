"""One container's control group, in every hierarchy that the host has."""

from __future__ import annotations

import errno
import os
import time

from hostbridge.errors import HostbridgeError, Unsupported
from hostbridge_kernel.cgroups import freezing, setting
from hostbridge_kernel.cgroups.hierarchy import hierarchies, own_group, read, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterator, Mapping, Optional

    from hostbridge_kernel.cgroups.hierarchy import Hierarchies

    Warn = Optional[Callable[[str], None]]

_KILL = 9  # SIGKILL, without ``signal``, whose enums cost a start 3 ms
_PATIENCE = 10.0
"""Seconds for what the kernel does at once, as a rule: freezing, and the end of killed processes."""


class Cgroup:
    """The group at one path of all hierarchies.

    path is below the hierarchies' mounts, without a slash in front. base: the part of v2's tree that
    this user was given (``delegation``), empty at the root. usable: False where nothing can be made,
    as for an ordinary user without delegation; the container then runs in its caller's group.
    """

    def __init__(
        self, where: Hierarchies, path: str, base: str = "", *, rootless: bool = False, usable: bool = True
    ) -> None:  # fmt: skip
        self.where = where
        self.path = path
        self.base = base
        self.rootless = rootless
        self.usable = usable

    @classmethod
    def named(cls, instance: str, name: str, *, rootless: bool, parent: str) -> Cgroup:
        """The group of a container. Raises HostbridgeError for a parent that leads elsewhere."""
        where = hierarchies()
        if ".." in parent.split("/"):
            raise HostbridgeError(f"--cgroup-parent {parent}: leads out of the tree of groups")
        path = f"{parent.strip('/') or f'hostbridge-{instance}'}/{name}"
        if not rootless:
            return cls(where, path)
        from hostbridge_kernel.cgroups.delegation import delegated

        base = delegated(where)
        return cls(where, path, base or "", rootless=True, usable=base is not None)

    # ---- where it is

    def directory(self, controller: str) -> str:
        """The group's directory in the hierarchy of a controller (v1's name)."""
        if self.where.version(controller) == 1:
            return f"{self.where.v1[controller]}/{self.path}"
        return self.unified

    @property
    def unified(self) -> str:
        """The group's directory in v2's hierarchy, empty where there is none."""
        return f"{self.where.v2}{self.base}/{self.path}" if self.where.v2 else ""

    def directories(self) -> list[str]:
        """All of them, each once; an ordinary user has v2's alone."""
        old = [] if self.rootless else [f"{point}/{self.path}" for point in self.where.v1.values()]
        return [one for one in dict.fromkeys([*old, self.unified]) if one]

    @property
    def exists(self) -> bool:
        """Whether it was made and not removed."""
        return self.usable and any(os.path.isdir(one) for one in self.directories())

    # ---- making

    def make(self, resources: Mapping[str, Any], warn: Warn = None) -> None:
        """Make its directories and set the limits. Safe to repeat."""
        if not self.usable:
            if _asked(resources):
                setting.tell(warn, Unsupported(
                    "limits cannot be set: this user was given no control group",
                    f"the process is in {own_group()}", "log in through systemd (cgroup v2), or run as root",
                ))  # fmt: skip
            return
        for directory in self.directories():
            self._make(directory)
        # On a hybrid host hardly anything is left for v2, and its root is not ours to change.
        if self.where.unified or resources.get("hugepageLimits") or resources.get("unified"):
            from hostbridge_kernel.cgroups.enabling import enable

            enable(self)
        self.update(resources, warn)
        setting.devices(self, resources.get("devices") or (), warn)

    def _make(self, directory: str) -> None:
        for _ in range(5):
            try:
                os.makedirs(directory, exist_ok=True)
                if directory == f"{self.where.v1.get('cpuset')}/{self.path}":
                    self._inherit(directory)
                return
            except FileNotFoundError:
                continue  # the last container of the instance took the parent with it: once more
            except OSError as error:
                raise HostbridgeError(
                    f"{directory}: the control group cannot be made: {error.strerror}",
                    "",
                    "run as root, or where cgroup v2 is delegated to this user",
                ) from error
        raise HostbridgeError(f"{directory}: the control group cannot be made: it goes away again")

    def _inherit(self, directory: str) -> None:
        """v1's cpuset begins empty and then takes no process: give it what stands above it."""
        for file in ("cpuset.cpus", "cpuset.mems"):
            chain = [directory]
            while not (read(f"{chain[-1]}/{file}") or "").strip() and len(chain) < 64:
                chain.append(os.path.dirname(chain[-1]))
            value = (read(f"{chain[-1]}/{file}") or "").strip()
            for one in reversed(chain[:-1]):
                write(f"{one}/{file}", value)

    def update(self, resources: Mapping[str, Any], warn: Warn = None) -> None:
        """Set limits; what is not named stays as it is. Raises HostbridgeError as ``make`` does."""
        setting.update(self, resources, warn)

    # ---- what is in it

    def add(self, pid: int) -> None:
        """Put a process into it; its children follow."""
        if not self.usable:
            return
        for directory in self.directories():
            try:
                write(f"{directory}/cgroup.procs", str(pid))
            except OSError as error:
                raise HostbridgeError(
                    f"{directory}: process {pid} cannot be put into the control group: {error.strerror}"
                ) from error

    def pids(self) -> list[int]:
        """All processes in it and below, as this process's namespace numbers them."""
        found: set[int] = set()
        for at in self._tree(self._one()):
            for word in (read(f"{at}/cgroup.procs") or "").split():
                found.add(int(word))
        return sorted(found - {0})

    def _one(self) -> str:
        """A directory that has all its processes: v2's, or the one with the most to say."""
        if not self.usable:
            return ""
        if self.unified and os.path.isdir(self.unified):
            return self.unified
        return next((one for one in self.directories() if os.path.isdir(one)), "")

    def _tree(self, top: str) -> Iterator[str]:
        """A directory and all groups below it, those before that."""
        if top:
            for at, _, _ in os.walk(top, topdown=False):
                yield at

    def kill(self, number: int = _KILL) -> None:
        """Send a signal to all processes, none of which can get away by forking.

        SIGKILL ends those that stand still, too.
        """
        if number != _KILL or not self._kill_at_once():
            seen: set[int] = set()
            for _ in range(64):
                fresh = [pid for pid in self.pids() if pid not in seen]
                for pid in fresh:
                    seen.add(pid)
                    try:
                        os.kill(pid, number)
                    except OSError:
                        pass  # it ended by itself
                if not fresh:
                    break
        if number == _KILL and self.usable and self.frozen():
            self.thaw()  # v1 does not let them die before

    def _kill_at_once(self) -> bool:
        if not self.usable or not self.unified:
            return False
        try:
            write(f"{self.unified}/cgroup.kill", "1")
            return True
        except OSError:
            return False  # before Linux 5.14

    # ---- standing still

    def freeze(self) -> None:
        """Stop all processes where they are; returns when they stand. Raises HostbridgeError."""
        freezing.switch(self, wanted=True)

    def thaw(self) -> None:
        """Let them go on."""
        freezing.switch(self, wanted=False)

    def frozen(self) -> bool:
        """Whether they stand, or are being stopped."""
        return freezing.frozen(self)

    # ---- what happened

    def oom_kills(self) -> int:
        """How many of its processes the kernel ended for want of memory."""
        if self.where.version("memory") == 1 and not self.rootless:
            text = read(f"{self.directory('memory')}/memory.oom_control")
        else:
            text = read(f"{self.unified}/memory.events")
        for line in (text or "").splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
        return 0

    def stats(self) -> dict[str, Any]:
        """What it used, in the shape of docker's API (``/containers/ID/stats``), without networks."""
        from hostbridge_kernel.cgroups.usage import stats

        return stats(self)

    # ---- the end

    def remove(self) -> None:
        """Take it away, with what the container made in it; its processes have to be gone.

        Waits for those that are ending. The instance's own group goes with the last one. Safe to
        repeat. Raises HostbridgeError where processes stay.
        """
        if not self.usable:
            return
        until = time.monotonic() + _PATIENCE
        for directory in self.directories():
            for at in self._tree(directory if os.path.isdir(directory) else ""):
                _remove(at, until)
            if self.path.startswith("hostbridge-"):
                try:
                    os.rmdir(os.path.dirname(directory))
                except OSError:
                    pass  # others are in it, or it is gone


def _remove(directory: str, until: float) -> None:
    pause = 0.0005
    while True:
        try:
            os.rmdir(directory)
            return
        except FileNotFoundError:
            return
        except OSError as error:
            if error.errno != errno.EBUSY or time.monotonic() > until:
                raise HostbridgeError(
                    f"{directory}: the control group cannot be removed: {error.strerror}",
                    f"processes: {(read(f'{directory}/cgroup.procs') or '').split()}",
                ) from error
        time.sleep(pause)
        pause = min(pause * 2, 0.05)


def _asked(resources: Mapping[str, Any]) -> bool:
    """Whether there is any limit besides that of devices."""
    return any(part for key, part in resources.items() if key != "devices")
