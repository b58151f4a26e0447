"""Control groups and limits of this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostbridge.contract.check import Check, CheckResult, Command, Edit, fine, unneeded
from hostbridge.doctor.causes.sysctl import said, sysctl
from hostbridge.doctor.trials import kernel
from hostbridge.doctor.weight import grave

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_NEEDED = ("cpu", "memory", "pids")
_FILES, _FEW_FILES = 1024, 256
_PROCESSES = 128
_INSTANCES, _WATCHES = 128, 8192
_DELEGATE = "/etc/systemd/system/user@.service.d/60-hostbridge-delegate.conf"


def _none(facts: Facts) -> CheckResult:
    groups = facts.host.cgroups
    if groups.version:
        return fine(f"control groups {groups.version}", ("version", groups.version))
    return CheckResult(
        "warning", "no control groups are mounted: containers cannot be limited",
        (("/proc/self/mountinfo", "neither cgroup nor cgroup2"),),
        ("$ sudo mount -t cgroup2 none /sys/fs/cgroup",),
    )  # fmt: skip


def _version(facts: Facts) -> CheckResult:
    groups = facts.host.cgroups
    evidence = ("version", groups.version or "none")
    if facts.host.is_root or groups.version in ("v2", ""):
        return fine("limits can be had with this version of control groups", evidence)
    return CheckResult(
        "info" if grave(facts) == "info" else "warning", "with control groups v1 an ordinary user cannot limit containers", (evidence,),
        ("boot with systemd.unified_cgroup_hierarchy=1",),
    )  # fmt: skip


def _delegated(facts: Facts) -> CheckResult:
    groups = facts.host.cgroups
    if facts.host.is_root or groups.version != "v2":
        return unneeded("concerns ordinary users on control groups v2")
    missing = [name for name in _NEEDED if name not in groups.writable]
    evidence = (
        (groups.path or "/sys/fs/cgroup", f"writable: {' '.join(groups.writable) or 'none'}"),
    )
    if not missing:
        return fine("the controllers are delegated to this user", *evidence)
    text = "[Service]\nDelegate=cpu cpuset io memory pids\n"
    systemd = facts.host.environment.systemd is not False
    mild = grave(facts) == "info" or not {"memory", "pids"} & set(missing)
    return CheckResult(
        "info" if mild else "warning", f"limits of {', '.join(missing)} cannot be set: not delegated to this user", evidence,
        (f"write to {_DELEGATE}:", *text.splitlines(), "$ sudo systemctl daemon-reload", "log in again"),
        (Edit(_DELEGATE, text, root=True), Command(("systemctl", "daemon-reload"), ("systemctl", "daemon-reload"), root=True))
        if systemd else (),
    )  # fmt: skip


def _tried(facts: Facts) -> CheckResult:
    if not facts.host.is_root or not facts.host.cgroups.version:
        return unneeded("concerns root")
    tried = facts.trial("cgroup", kernel.cgroup)
    if tried is None:
        return unneeded("was not tried")
    evidence = (str(tried["path"]), f"{tried['step']}: {tried['error']}")
    if tried["step"] == "done":
        return fine("a limit of memory can be set", evidence)
    return CheckResult(
        "warning", "a limit of memory cannot be set", (evidence,),
        ("mount the control groups writable; in a container: --privileged or --cgroupns=host",),
    )  # fmt: skip


def _files(facts: Facts) -> CheckResult:
    told = (facts.trial("limits", kernel.limits) or {}).get("nofile")
    if told is None:
        return unneeded("was not read")
    soft, hard = told
    evidence = ("ulimit -n", f"{soft} (at most {hard})")
    if soft < 0 or soft >= _FILES:
        return fine("enough files may be open", evidence)
    return CheckResult(
        "error" if soft < _FEW_FILES else "warning", f"only {soft} files may be open at once", (evidence,),
        (f"$ ulimit -n {hard}" if hard > soft else "raise nofile in /etc/security/limits.conf and log in again",),
    )  # fmt: skip


def _processes(facts: Facts) -> CheckResult:
    told = (facts.trial("limits", kernel.limits) or {}).get("nproc")
    if told is None:
        return unneeded("was not read")
    soft, hard = told
    evidence = ("ulimit -u", f"{soft} (at most {hard})")
    if facts.host.is_root or soft < 0 or soft >= _PROCESSES:
        return fine("enough processes may run", evidence)
    return CheckResult(
        "error", f"this user may have {soft} processes", (evidence,),
        (f"$ ulimit -u {hard}" if hard > soft else "raise nproc in /etc/security/limits.conf and log in again",),
    )  # fmt: skip


def _inotify(facts: Facts) -> CheckResult:
    told = facts.trial("values", kernel.values) or {}
    names = {"fs/inotify/max_user_instances": _INSTANCES, "fs/inotify/max_user_watches": _WATCHES}
    evidence = tuple((f"/proc/sys/{name}", told.get(name, "?")) for name in names)
    few = {
        name.replace("/", "."): str(least * 8)
        for name, least in names.items()
        if told.get(name, "").isdigit() and int(told[name]) < least
    }
    if not few:
        return fine("enough files can be watched", *evidence)
    before = {name.replace("/", "."): told[name] for name in names if name in told}
    return CheckResult(
        "warning", "few files can be watched: watching programs fail with too many open files", evidence,
        said(few), sysctl(few, before),
    )  # fmt: skip


_PODMAN = "github.com/containers/podman/blob/main/troubleshooting.md"
CHECKS = (
    Check("LNX-CGROUP-NONE", "limits", "Control groups are mounted", "--memory and --cpus fail", _none, depends_on=("WSL-1",)),
    Check("LNX-CG1-LIMITS", "limits", "Control groups are version 2",
          "--memory and --cpus are refused or do nothing", _version, depends_on=("LNX-CGROUP-NONE",),
          source="docs.docker.com/engine/security/rootless/troubleshoot"),
    Check("LNX-CGROUP-DELEG", "limits", "The controllers are delegated",
          "--memory, --cpus or --pids-limit of containers of ordinary users fail", _delegated, source=_PODMAN),
    Check("LNX-CGROUP-WRITE", "limits", "A limit can be set", "--memory and --cpus fail", _tried, depends_on=("LNX-CGROUP-NONE",)),
    Check("LNX-NOFILE", "limits", "Enough files may be open", "engines and services fail: too many open files", _files),
    Check("LNX-NPROC", "limits", "Enough processes may run", "containers fail: resource temporarily unavailable", _processes),
    Check("LNX-INOTIFY", "limits", "Enough files can be watched", "development servers do not see changes", _inotify,
          source="docs.rancherdesktop.io/how-to-guides/increasing-open-file-limit"),
)  # fmt: skip
