"""Whose ids containers may have: subordinate ids, and the programs that map them."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from hostbridge.contract.check import Check, CheckResult, Command, fine, unneeded
from hostbridge.doctor.trials import kernel
from hostbridge.doctor.weight import grave

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_ENOUGH = 65536


def _subid(facts: Facts) -> CheckResult:
    ids = facts.host.ids
    if ids.uid == 0:
        return unneeded("root needs none")
    shown = {"/etc/subuid": ids.subuid, "/etc/subgid": ids.subgid}
    evidence = tuple(
        (path, ", ".join(f"{one.start}+{one.count}" for one in ranges) or f"nothing for {ids.user}")
        for path, ranges in shown.items()
    )
    counts = [sum(one.count for one in ranges) for ranges in shown.values()]
    if min(counts) >= _ENOUGH:
        return fine("this user has ids for containers", *evidence)
    start = 100000 + 65536 * max(0, ids.uid - 1000)
    span = f"{start}-{start + _ENOUGH - 1}"
    argv = ("usermod", "--add-subuids", span, "--add-subgids", span, ids.user)
    back = ("usermod", "--del-subuids", span, "--del-subgids", span, ids.user)
    problem = "no ids" if not min(counts) else "too few ids"
    return CheckResult(
        grave(facts) if not min(counts) else "warning",
        f"this user has {problem} for containers in /etc/subuid and /etc/subgid", evidence,
        (f"$ sudo {' '.join(argv)}", "with podman, then: $ podman system migrate"),
        (Command(argv, back, root=True),),
    )  # fmt: skip


def _newuidmap(facts: Facts) -> CheckResult:
    ids = facts.host.ids
    if ids.uid == 0:
        return unneeded("root needs neither")
    found = {name: facts.host.tool(name) for name in ("newuidmap", "newgidmap")}
    evidence = tuple((name, tool.path if tool else "not on PATH") for name, tool in found.items())
    if not all(found.values()):
        return CheckResult(
            grave(facts), "newuidmap or newgidmap is missing", evidence,
            ("$ sudo apt-get install uidmap", "(Fedora: shadow-utils, Arch: shadow)"),
            (Command(("apt-get", "install", "-y", "uidmap"), ("apt-get", "remove", "-y", "uidmap"), root=True),)
            if facts.host.tool("apt-get") or "debian" in (facts.host.os.id, *facts.host.os.like) else (),
        )  # fmt: skip
    told = facts.trial("privileges", _privileges) or {}
    weak = [name for name, right in told.items() if not right]
    if weak:
        argv = [
            ("chmod", "u+s", tool.path) for name, tool in found.items() if tool and name in weak
        ]
        return CheckResult(
            grave(facts), f"{' and '.join(weak)} cannot map ids: neither set-user-id nor capabilities",
            (*evidence, *((name, "no set-user-id bit, no file capability") for name in weak)),
            tuple(f"$ sudo {' '.join(one)}" for one in argv),
            tuple(Command(one, ("chmod", "u-s", one[2]), root=True) for one in argv),
        )  # fmt: skip
    return fine("newuidmap and newgidmap are there", *evidence)


def _privileges(facts: Facts) -> dict[str, bool]:
    """Whether each program may map ids: set-user-id of root, or a file capability."""
    import os

    told: dict[str, bool] = {}
    for name in ("newuidmap", "newgidmap"):
        tool = facts.host.tool(name)
        if tool is None:
            continue
        try:
            mode = os.stat(tool.path).st_mode
        except OSError:
            continue
        try:
            capable = bool(os.getxattr(tool.path, "security.capability"))
        except OSError:
            capable = False
        told[name] = bool(mode & stat.S_ISUID) or capable
    return told


def _mapped(facts: Facts) -> CheckResult:
    ids = facts.host.ids
    if ids.uid == 0 or not ids.subuid or not ids.helpers:
        return unneeded("there is nothing to map")
    tried = facts.trial("ranges", kernel.ranges)
    if tried is None:
        return unneeded("was not tried")
    evidence = ("tried", f"{tried['step']} {tried.get('error', '')}".strip())
    if tried["step"] == "done":
        return fine("this user's ids can be mapped", evidence)
    return CheckResult(
        grave(facts), "this user's subordinate ids cannot be mapped", (evidence,),
        ("see that /etc/subuid and /etc/subgid name the user, with ranges that overlap no other",
         "reinstall the programs: $ sudo apt-get install --reinstall uidmap"),
    )  # fmt: skip


_PODMAN = "github.com/containers/podman/blob/main/troubleshooting.md"
CHECKS = (
    Check("LNX-SUBID", "ids", "The user has subordinate ids",
          "images with more than one user cannot be unpacked: not enough IDs available", _subid, depends_on=("WSL-1", "LNX-SECCOMP"), source=_PODMAN),
    Check("LNX-NEWUIDMAP", "ids", "newuidmap and newgidmap work",
          "containers of ordinary users have one id alone", _newuidmap, depends_on=("WSL-1", "LNX-SECCOMP"), source=_PODMAN),
    Check("LNX-IDMAP", "ids", "The subordinate ids can be mapped",
          "containers of ordinary users do not start", _mapped, source=_PODMAN,
          depends_on=("LNX-NPROC", "LNX-SUBID", "LNX-NEWUIDMAP", "LNX-USERNS-MAX", "LNX-USERNS-SYSCTL", "LNX-USERNS-APPARMOR", "LNX-SECCOMP", "LNX-USERNS")),
)  # fmt: skip
