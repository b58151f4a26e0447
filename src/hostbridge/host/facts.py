"""The host's facts as one frozen value. Raw text is read by ``reading``; this module judges it."""

from __future__ import annotations

from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.host.system import System


@value
class Host:
    """What this host is. Sizes are bytes; empty strings and zeros stand for what is not known.

    What the first line of fields tells costs nothing; the rest is there after ``gather`` alone.
    programs: the container and virtualisation programs on PATH, ``(name, path)``.
    cgroup: ``v1``, ``v2`` or ``hybrid`` (v1 controllers beside a v2 tree), see cgroups(7).
    user_namespaces: whether an ordinary user may make them, see user_namespaces(7).
    container, vm, wsl: what kind of inside this is (``docker``, ``kvm``, ``2`` …).
    """

    system: System
    release: str = ""
    architecture: str = ""
    uid: int = -1

    name: str = ""
    cpus: int = 0
    memory: int = 0
    cgroup: str = ""
    user_namespaces: bool = False
    container: str = ""
    wsl: str = ""
    kvm: bool = False
    programs: tuple[tuple[str, str], ...] = ()

    @property
    def is_root(self) -> bool:
        """Whether this process has the superuser's id."""
        return self.uid == 0


def distribution(os_release: str) -> str:
    """The PRETTY_NAME of an os-release(5) file; empty where it has none."""
    for line in os_release.splitlines():
        key, _, text = line.partition("=")
        if key == "PRETTY_NAME":
            return text.strip().strip("\"'")
    return ""


def memory_total(meminfo: str) -> int:
    """Bytes of memory by /proc/meminfo, see proc_meminfo(5); 0 where it does not tell."""
    for line in meminfo.splitlines():
        name, _, rest = line.partition(":")
        words = rest.split()
        if name == "MemTotal" and words and words[0].isdigit():
            return int(words[0]) * 1024
    return 0


def cgroup_version(mountinfo: str) -> str:
    """Which cgroup trees are mounted, by /proc/self/mountinfo, see proc_pid_mountinfo(5)."""
    kinds: set[str] = set()
    for line in mountinfo.splitlines():
        _, _, tail = line.partition(" - ")
        kinds.add(tail.split(" ", 1)[0])
    if "cgroup" in kinds:
        return "hybrid" if "cgroup2" in kinds else "v1"
    return "v2" if "cgroup2" in kinds else ""


def user_namespaces(limits: dict[str, str]) -> bool:
    """By the sysctls that forbid them: ``max_user_namespaces``, Debian's and Ubuntu's own."""
    if limits.get("user/max_user_namespaces", "0").strip() == "0":
        return False
    if limits.get("kernel/unprivileged_userns_clone", "1").strip() == "0":
        return False
    return limits.get("kernel/apparmor_restrict_unprivileged_userns", "0").strip() != "1"


def wsl_version(release: str) -> str:
    """``1`` or ``2`` by the kernel's release, empty outside of WSL."""
    lowered = release.lower()
    if "microsoft" not in lowered:
        return ""
    return "2" if "microsoft-standard" in lowered or "wsl2" in lowered else "1"
