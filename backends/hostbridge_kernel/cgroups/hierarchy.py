"""Where this kernel's controllers are: one directory for each on v1, one for all on v2, or both.

From /proc/self/mountinfo (proc(5)) and ``cgroup.controllers`` (the kernel's
Documentation/admin-guide/cgroup-v2.rst). A controller is in one hierarchy only; on a hybrid host some
are in v1's, the others in v2's.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

V1_CONTROLLERS = (
    "cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids", "hugetlb", "net_cls",
    "net_prio", "perf_event", "rdma", "misc",
)  # fmt: skip
V2_NAMES = {"blkio": "io", "cpuacct": "cpu"}
"""v1's controllers that v2 has under another name."""


class Hierarchies:
    """The mounts: v1 by controller (``name=systemd`` among them), and v2's, empty where it is not."""

    def __init__(self, v1: dict[str, str], v2: str) -> None:
        self.v1 = v1
        self.v2 = v2
        self._offered: Optional[frozenset[str]] = None

    def offered(self) -> frozenset[str]:
        """v2's controllers at its root."""
        if self._offered is None:
            words = read(f"{self.v2}/cgroup.controllers") if self.v2 else ""
            self._offered = frozenset((words or "").split())
        return self._offered

    def version(self, controller: str) -> int:
        """1 or 2, where the controller is (v1's name for it); 0 where it is not."""
        if controller in self.v1:
            return 1
        return 2 if V2_NAMES.get(controller, controller) in self.offered() else 0

    @property
    def unified(self) -> bool:
        """Whether the host has v2 alone."""
        return bool(self.v2) and not any(name in self.v1 for name in V1_CONTROLLERS)


def hierarchies(mountinfo: str = "/proc/self/mountinfo") -> Hierarchies:
    """What is mounted where; the first mount of a controller counts."""
    v1: dict[str, str] = {}
    v2 = ""
    with open(mountinfo, encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            if " - cgroup" not in line:
                continue
            left, _, right = line.rstrip("\n").partition(" - ")
            point, words = _plain(left.split(" ")[4]), right.split(" ")
            if words[0] == "cgroup2":
                v2 = v2 or point
            elif words[0] == "cgroup":
                for option in words[-1].split(","):
                    if option in V1_CONTROLLERS or option == "name=systemd":
                        v1.setdefault(option, point)
    return Hierarchies(v1, v2)


def _plain(path: str) -> str:
    """A path of mountinfo without its octal escapes."""
    if "\\" not in path:
        return path
    head, *rest = path.split("\\")
    return head + "".join(chr(int(part[:3], 8)) + part[3:] for part in rest)


def own_group() -> str:
    """The path of this process's group in v2, below the mount: ``/user.slice/…``; ``/`` at worst."""
    for line in (read("/proc/self/cgroup") or "").splitlines():
        if line.startswith("0::"):
            return line[3:]
    return "/"


def read(path: str) -> Optional[str]:
    """A small file of the kernel's, None where there is none or it tells nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        parts = []
        while part := os.read(descriptor, 65536):
            parts.append(part)
        return b"".join(parts).decode("utf-8", "replace")
    except OSError:
        return None
    finally:
        os.close(descriptor)


def write(path: str, text: str) -> None:
    """Write to a file of the kernel's in one call, which is what it takes for one value."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
