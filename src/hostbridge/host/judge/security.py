"""Namespaces, Linux security modules, ids: what the kernel lets this user do."""

from __future__ import annotations

from hostbridge.host.facts import Ids, Namespaces
from hostbridge.host.items import IdRange, Lsm
from hostbridge.host.judge.text import fields, number, plain_words, switch, sysctl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.raw import Raw

_CAPABILITIES = {
    0: "chown", 7: "setuid", 12: "net_admin", 13: "net_raw", 18: "sys_chroot", 19: "sys_ptrace",
    21: "sys_admin", 24: "sys_resource", 27: "mknod",
}  # fmt: skip
"""Bits of capabilities(7) that engines need."""
_FORBIDDING = (
    ("kernel.unprivileged_userns_clone", "0"),
    ("kernel.apparmor_restrict_unprivileged_userns", "1"),
)
"""Sysctls of Debian's and Ubuntu's kernels that bind users without CAP_SYS_ADMIN, and the value that forbids."""
_MAJOR = ("selinux", "apparmor", "smack", "tomoyo")
_FILTERED = "2"  # seccomp(2): SECCOMP_MODE_FILTER, in /proc/self/status


def namespaces(raw: Raw) -> Namespaces:
    """What may be made, by section 7's user_namespaces; Ubuntu's and Debian's restrictions of them."""
    if raw.system != "linux":
        return Namespaces()
    kinds = tuple(name for name in raw.lists.get("/proc/self/ns", ()) if "_for_" not in name)
    maximum = sysctl(raw, "user.max_user_namespaces")
    against: list[str] = []
    if kinds and "user" not in kinds:
        against.append("the kernel has no user namespaces")
    if maximum == "0":
        against.append("user.max_user_namespaces=0")
    status = dict(fields(raw.files.get("/proc/self/status", "")))
    may_all = "sys_admin" in _capabilities(status)
    if not may_all:
        against += [f"{name}={bad}" for name, bad in _FORBIDDING if sysctl(raw, name) == bad]
    known = maximum is not None or bool(kinds)
    user: bool | None = not against if known else None
    # A container's seccomp filter refuses unshare(2) to those without CAP_SYS_ADMIN, and cannot be read.
    if user and not may_all and status.get("Seccomp") == _FILTERED:
        user = None
        against.append("a seccomp filter is in force")
    return Namespaces(kinds, user, tuple(against), number(maximum or ""), _inside(raw))


def lsms(raw: Raw) -> tuple[Lsm, ...]:
    """The security modules of /sys/kernel/security/lsm, or those whose own files are there."""
    if raw.system != "linux":
        return ()
    names = [
        name for name in raw.files.get("/sys/kernel/security/lsm", "").strip().split(",") if name
    ]
    enforce = raw.files.get("/sys/fs/selinux/enforce")
    apparmor = switch(raw.files.get("/sys/module/apparmor/parameters/enabled", ""))
    names += ["selinux"] if enforce is not None and "selinux" not in names else []
    names += ["apparmor"] if apparmor and "apparmor" not in names else []
    label = plain_words(raw.files.get("/proc/self/attr/current", "").rstrip("\0"))
    owner = next((name for name in names if name in _MAJOR), "")
    modes = {
        "selinux": {"1": "enforcing", "0": "permissive"}.get((enforce or "").strip(), "disabled"),
        "apparmor": "disabled" if apparmor is False else "enabled",
    }
    return tuple(
        Lsm(plain_words(name), modes.get(name, "enabled"), label if name == owner else "")
        for name in names
    )


def ids(raw: Raw) -> Ids:
    """Who this is; ranges by subuid(5), by the user's name or number."""
    status = dict(fields(raw.files.get("/proc/self/status", "")))
    return Ids(
        raw.uid, raw.gid, raw.user, raw.groups, _capabilities(status),
        _ranges(raw.files.get("/etc/subuid", ""), raw), _ranges(raw.files.get("/etc/subgid", ""), raw),
        "newuidmap" in raw.programs and "newgidmap" in raw.programs,
    )  # fmt: skip


def _ranges(text: str, raw: Raw) -> tuple[IdRange, ...]:
    mine = {raw.user, str(raw.uid)} - {"", "-1"}
    found: list[IdRange] = []
    for line in text.splitlines():
        words = line.strip().split(":")
        if len(words) == 3 and words[0] in mine:
            start, count = number(words[1]), number(words[2])
            if start and count:
                found.append(IdRange(start, count))
    return tuple(found)


def _capabilities(status: dict[str, str]) -> tuple[str, ...]:
    mask = number(status.get("CapEff", ""), 16)
    return tuple(name for bit, name in _CAPABILITIES.items() if mask >> bit & 1)


def _inside(raw: Raw) -> bool | None:
    """By /proc/self/uid_map: the first namespace maps all ids to themselves."""
    text = raw.files.get("/proc/self/uid_map")
    if text is None or not text.strip():
        return None
    return text.split() != ["0", "0", "4294967295"]
