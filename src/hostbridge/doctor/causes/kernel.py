"""What the kernel allows this user: namespaces, overlay, devices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hostbridge.contract.check import Check, CheckResult, fine, unneeded
from hostbridge.doctor.causes.sysctl import said, sysctl
from hostbridge.doctor.trials import kernel
from hostbridge.doctor.weight import grave

if TYPE_CHECKING:
    from hostbridge.contract.check import Facts

_OLDEST = (4, 18)
_ROOTLESS_OVERLAY = (5, 11)
_ENOSPC = 28


def _old(facts: Facts) -> CheckResult:
    found = re.match(r"(\d+)\.(\d+)", facts.host.release)
    evidence = ("uname -r", facts.host.release)
    if not found:
        return unneeded("the kernel's release cannot be read")
    number = (int(found[1]), int(found[2]))
    if number < _OLDEST:
        return CheckResult(
            "error", f"Linux {facts.host.release} is older than containers need", (evidence,),
            ("update the system to one with Linux 4.18 or newer",),
        )  # fmt: skip
    if number < _ROOTLESS_OVERLAY and not facts.host.is_root:
        return CheckResult(
            "info", "containers of ordinary users need fuse-overlayfs on this kernel", (evidence,),
            ("$ sudo apt-get install fuse-overlayfs", "or update to Linux 5.11 or newer"),
        )  # fmt: skip
    return fine(f"Linux {facts.host.release}", evidence)


def _value(facts: Facts, name: str) -> str | None:
    """A kernel parameter (dotted) as it was read, or as the host's facts tell it."""
    told = facts.trial("values", kernel.values)
    if told is not None:
        found: str | None = told.get(name.replace(".", "/"))
        return found
    pairs = (text.partition("=") for text in facts.host.namespaces.forbidden_by)
    return next((value for key, _, value in pairs if key == name), None)


def _userns_max(facts: Facts) -> CheckResult:
    value = _value(facts, "user.max_user_namespaces")
    if value is None:
        return unneeded("the kernel does not tell")
    evidence = ("/proc/sys/user/max_user_namespaces", value)
    if value.isdigit() and int(value) < 4:
        wanted = {"user.max_user_namespaces": "28633"}
        return CheckResult(
            grave(facts), "the number of user namespaces is limited to none", (evidence,), said(wanted),
            sysctl(wanted, {"user.max_user_namespaces": value}),
        )  # fmt: skip
    return fine("user namespaces are not limited", evidence)


def _userns_sysctl(facts: Facts) -> CheckResult:
    value = _value(facts, "kernel.unprivileged_userns_clone")
    if value is None:
        return unneeded("this kernel has no such switch")
    evidence = ("/proc/sys/kernel/unprivileged_userns_clone", value)
    if value == "0" and not facts.host.is_root:
        wanted = {"kernel.unprivileged_userns_clone": "1"}
        return CheckResult(
            grave(facts), "user namespaces are switched off for ordinary users", (evidence,),
            said(wanted), sysctl(wanted, {"kernel.unprivileged_userns_clone": "0"}),
        )  # fmt: skip
    return fine("user namespaces are switched on", evidence)


def _userns_apparmor(facts: Facts) -> CheckResult:
    value = _value(facts, "kernel.apparmor_restrict_unprivileged_userns") or "0"
    evidence = ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", value)
    if value != "1" or facts.host.is_root:
        return fine("AppArmor does not restrict user namespaces here", evidence)
    tried = facts.trial("userns", kernel.userns)
    if tried is not None and tried["step"] == "done":
        return fine("AppArmor restricts user namespaces, and not ours", evidence, _seen(tried))
    wanted = {"kernel.apparmor_restrict_unprivileged_userns": "0"}
    return CheckResult(
        grave(facts), "AppArmor keeps ordinary users from using user namespaces",
        (evidence, *((_seen(tried),) if tried else ())),
        ("allow it to all programs:", *said(wanted),
         "or install an AppArmor profile with 'userns,' for the engine's program"),
        sysctl(wanted, {"kernel.apparmor_restrict_unprivileged_userns": "1"}),
    )  # fmt: skip


def _seccomp(facts: Facts) -> CheckResult:
    inside = facts.host.environment.container
    if not inside:
        return unneeded("this is no container")
    tried = facts.trial("userns", kernel.userns)
    status = facts.trial("process", kernel.process) or {}
    evidence = (("inside of", inside), ("/proc/self/status, Seccomp", status.get("Seccomp", "?")))
    if tried is None or tried["step"] == "done" or status.get("Seccomp") != "2":
        return fine("the container that this is lets namespaces be made", *evidence)
    return CheckResult(
        grave(facts), f"this is a {inside} container whose seccomp filter forbids namespaces",
        (*evidence, _seen(tried)),
        ("start the outer container with --security-opt seccomp=unconfined, or --privileged",
         "or give it the outer engine's socket: -v /var/run/docker.sock:/var/run/docker.sock"),
    )  # fmt: skip


def _userns(facts: Facts) -> CheckResult:
    tried = facts.trial("userns", kernel.userns)
    if tried is None:
        return unneeded("was not tried")
    if tried["step"] == "done":
        return fine("a user namespace can be made and used", _seen(tried))
    return CheckResult(
        grave(facts), "a user namespace cannot be made and used here", (_seen(tried),),
        ("ask who runs this system which policy forbids it (sysctl, LSM, seccomp)",
         "or use an engine of the system: add the user to the group docker"),
    )  # fmt: skip


def _netns(facts: Facts) -> CheckResult:
    tried = facts.trial("netns", kernel.netns)
    if tried is None:
        return unneeded("was not tried")
    if tried["step"] == "done":
        return fine("a network namespace can be made", _seen(tried))
    limited = tried.get("errno") == _ENOSPC
    wanted = {"user.max_net_namespaces": "28633"}
    return CheckResult(
        grave(facts), "a network namespace cannot be made here", (_seen(tried),),
        said(wanted) if limited else ("use --network host",), sysctl(wanted, {}) if limited else (),
    )  # fmt: skip


def _overlay(facts: Facts) -> CheckResult:
    tried = facts.trial("overlay", kernel.overlay)
    if tried is None:
        return unneeded("was not tried")
    where = (
        facts.places.get("data", ""),
        f"overlay: {tried['step']} {tried.get('error', '')}".strip(),
    )
    if tried["step"] == "done":
        return fine("overlay works where the data is kept", where)
    if tried["step"] in ("write", "unshare", "map"):
        return unneeded(f"cannot be tried: {tried['step']}: {tried.get('error', '')}")
    if facts.host.tool("fuse-overlayfs"):
        return CheckResult("info", "overlay does not work here; fuse-overlayfs stands in", (where,))
    return CheckResult(
        "warning", "overlay does not work where the data is kept: layers are copied", (where,),
        ("$ sudo apt-get install fuse-overlayfs",
         "or keep the data on ext4, xfs (ftype=1) or btrfs: set HOSTBRIDGE_DATA_DIR"),
    )  # fmt: skip


def _tun(facts: Facts) -> CheckResult:
    access = facts.host.virtualisation.tun
    evidence = ("/dev/net/tun", access)
    if facts.host.is_root or access == "usable":
        return fine("networks of ordinary users can be made", evidence)
    if access == "unknown":
        return unneeded("not told")
    remedy = ("$ sudo modprobe tun",) if access == "absent" else ("$ sudo chmod 666 /dev/net/tun",)
    return CheckResult(
        "info" if grave(facts) == "info" else "warning",
        "pasta and slirp4netns cannot open /dev/net/tun",
        (evidence,),
        remedy,
    )


def _kvm(facts: Facts) -> CheckResult:
    access = facts.host.virtualisation.kvm
    evidence = ("/dev/kvm", access)
    if access == "usable":
        return fine("KVM can be opened", evidence)
    if access == "forbidden":
        return CheckResult(
            "info", "virtual machines would be slow: this user may not open /dev/kvm", (evidence,),
            ("$ sudo usermod -aG kvm $USER", "log in again"),
        )  # fmt: skip
    return CheckResult(
        "info", "there is no KVM; a Linux host needs no virtual machine", (evidence,)
    )


def _selinux(facts: Facts) -> CheckResult:
    found = next((lsm for lsm in facts.host.lsms if lsm.name == "selinux"), None)
    if found is None or found.mode != "enforcing":
        return fine("SELinux does not stand between containers and folders")
    return CheckResult(
        "info", "SELinux is enforcing: folders need a label before containers may use them",
        (("SELinux", found.mode),), ("mount folders with :z (shared) or :Z (of one container)",),
    )  # fmt: skip


def _seen(tried: dict[str, object]) -> tuple[str, str]:
    return ("tried", " ".join(str(tried[key]) for key in ("step", "error") if tried.get(key)))


_DOCKER_ROOTLESS = "docs.docker.com/engine/security/rootless/troubleshoot"
_PODMAN = "github.com/containers/podman/blob/main/troubleshooting.md"
CHECKS = (
    Check("LNX-KERNEL-OLD", "kernel", "The kernel is new enough", "containers do not start, or slowly", _old, depends_on=("WSL-1",)),
    Check("LNX-USERNS-MAX", "kernel", "User namespaces are not limited to none",
          "containers of ordinary users fail with: no space left on device", _userns_max, depends_on=("WSL-1",), source=_DOCKER_ROOTLESS),
    Check("LNX-USERNS-SYSCTL", "kernel", "User namespaces are switched on for users",
          "containers of ordinary users fail with: operation not permitted", _userns_sysctl, depends_on=("WSL-1",), source=_DOCKER_ROOTLESS),
    Check("LNX-USERNS-APPARMOR", "kernel", "AppArmor lets users make user namespaces",
          "containers of ordinary users fail on Ubuntu 23.10 and newer", _userns_apparmor, depends_on=("WSL-1",), source=_DOCKER_ROOTLESS),
    Check("LNX-SECCOMP", "kernel", "An outer container lets inner ones be made",
          "no container can be started inside of this one", _seccomp, source=_PODMAN),
    Check("LNX-USERNS", "kernel", "A user namespace can be made",
          "containers of ordinary users do not start", _userns,
          depends_on=("LNX-USERNS-MAX", "LNX-USERNS-SYSCTL", "LNX-USERNS-APPARMOR", "LNX-SECCOMP"), source=_PODMAN),
    Check("LNX-NETNS", "kernel", "A network namespace can be made", "containers have no network of their own", _netns,
          depends_on=("LNX-USERNS-MAX", "LNX-USERNS-SYSCTL", "LNX-USERNS-APPARMOR", "LNX-SECCOMP", "LNX-USERNS")),
    Check("LNX-OVERLAY", "kernel", "Overlay works where the data is",
          "every container begins with a copy of its image", _overlay, source=_PODMAN,
          depends_on=("LNX-USERNS-MAX", "LNX-USERNS-SYSCTL", "LNX-USERNS-APPARMOR", "LNX-SECCOMP", "LNX-USERNS", "ANY-WRITE")),
    Check("LNX-TUN", "kernel", "Users may open /dev/net/tun", "containers of ordinary users have no network", _tun, depends_on=("WSL-1", "LNX-SECCOMP"), budget=8.0),
    Check("LNX-KVM", "kernel", "Virtual machines are fast", "a machine of the backend vm is slow", _kvm,
          source="docs.rancherdesktop.io/getting-started/installation"),
    Check("LNX-SELINUX", "kernel", "Labels of folders", "a mounted folder cannot be read: permission denied", _selinux, source=_PODMAN),
)  # fmt: skip
