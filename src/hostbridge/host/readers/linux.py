"""Raw facts of Linux: files below /proc, /sys, /etc and /run, and rights on devices and sockets.

Sources: proc(5), sysfs(5), cgroups(7), user_namespaces(7), os-release(5), subuid(5).
"""

from __future__ import annotations

import os

from hostbridge.host.raw import Raw
from hostbridge.host.readers import files
from hostbridge.host.readers.variables import chosen
from hostbridge.host.system import SYSTEM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SYSCTLS = (
    "user/max_user_namespaces",
    "kernel/unprivileged_userns_clone",
    "kernel/apparmor_restrict_unprivileged_userns",
    "kernel/apparmor_restrict_unprivileged_unconfined",
    "net/ipv4/ip_forward",
    "net/ipv4/ip_unprivileged_port_start",
    "net/ipv4/ping_group_range",
)
_DMI = ("sys_vendor", "product_name", "product_version", "board_vendor", "bios_vendor")
FILES = (
    "/etc/os-release", "/usr/lib/os-release", "/proc/meminfo", "/proc/cpuinfo",
    "/proc/filesystems", "/proc/self/mountinfo", "/proc/self/cgroup", "/proc/self/status",
    "/proc/self/uid_map", "/proc/self/attr/current", "/proc/1/comm", "/etc/subuid", "/etc/subgid",
    "/etc/wsl.conf", "/etc/environment", "/etc/locale.conf", "/run/systemd/container",
    "/run/host/container-manager", "/sys/kernel/security/lsm", "/sys/fs/selinux/enforce",
    "/sys/module/apparmor/parameters/enabled", "/sys/hypervisor/type", "/proc/device-tree/hypervisor/compatible",
    "/sys/module/kvm_intel/parameters/nested", "/sys/module/kvm_amd/parameters/nested",
    *(f"/proc/sys/{name}" for name in SYSCTLS), *(f"/sys/class/dmi/id/{name}" for name in _DMI),
)  # fmt: skip
INSIDE = (
    "/.dockerenv", "/run/.containerenv", "/run/systemd/system",
)  # fmt: skip
DEVICES = (
    "/dev/kvm",
    "/dev/vhost-vsock",
    "/dev/vhost-net",
    "/dev/net/tun",
    "/dev/fuse",
    "/dev/dxg",
)
_CGROUPS = "/sys/fs/cgroup"


def basic(env: Mapping[str, str]) -> Raw:
    """What costs next to nothing: uname(2), ids, variables, and whether four files exist."""
    name = os.uname()
    return Raw(
        SYSTEM, name.release, name.machine, os.geteuid(), os.getegid(),
        env=chosen(env), access=files.rights(INSIDE),
    )  # fmt: skip


def read(env: Mapping[str, str], directories: Mapping[str, str]) -> Raw:
    """Everything that starts no process. Raises nothing for what is not there."""
    from hostbridge.host import endpoints  # not for a container command, which has 2 ms
    from hostbridge.host.readers import shared

    name = os.uname()
    fields = shared.base(env, directories)
    home, variables = fields["home"], fields["env"]
    texts = files.texts(FILES)
    groups = list(cgroup_directories(texts.get("/proc/self/cgroup", ""), fields["uid"]))
    texts |= files.texts(
        f"{group}/{file}"
        for group in groups
        for file in ("cgroup.controllers", "memory.max", "memory.limit_in_bytes")
    )
    runtime = variables.get("XDG_RUNTIME_DIR") or f"/run/user/{fields['uid']}"
    listening = endpoints.sockets(SYSTEM, home, runtime, variables)
    return Raw(
        release=name.release,
        machine=name.machine,
        files={**texts, **shared.clients(home, variables)},
        lists={path: files.entries(path) for path in ("/proc/self/ns", _CGROUPS)},
        access=files.rights([*INSIDE, *DEVICES, *groups, *_procs(groups), *listening]),
        **fields,
    )


def cgroup_directories(own: str, uid: int) -> Iterator[str]:
    """The directories of the groups that limits could be set in, by /proc/self/cgroup.

    For v1 one of each controller's tree; for v2 this process's own, and what systemd delegates to a
    user (systemd's documentation, CGROUP_DELEGATION).
    """
    for line in own.splitlines()[:64]:
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        path = path.rstrip("/")
        if not path.startswith("/") and path:
            continue
        if number != "0":
            tree = controllers.removeprefix("name=")
            yield f"{_CGROUPS}/{tree}{path}"
            if path:
                yield f"{_CGROUPS}/{tree}"  # in a container the path is the host's
            continue
        for root in (_CGROUPS, f"{_CGROUPS}/unified"):
            yield f"{root}{path}"
            if path:
                yield root
        yield f"{_CGROUPS}/user.slice/user-{uid}.slice/user@{uid}.service"


def _procs(groups: list[str]) -> Iterator[str]:
    return (f"{group}/cgroup.procs" for group in groups)
