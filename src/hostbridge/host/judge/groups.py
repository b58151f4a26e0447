"""Control groups: which version, which controllers, and which of them this user may set."""

from __future__ import annotations

from hostbridge.host.facts import Cgroups
from hostbridge.host.judge.text import mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.host.raw import Raw


def cgroups(raw: Raw) -> Cgroups:
    """What the trees are and give: cgroups in section 7, systemd's "Control Group APIs and Delegation" for what users are given."""
    if raw.system != "linux":
        return Cgroups()
    table = list(mounts(raw.files.get("/proc/self/mountinfo", "")))
    kinds = {kind for _, kind, _ in table if kind in ("cgroup", "cgroup2")}
    own = _own(raw.files.get("/proc/self/cgroup", ""))
    if "cgroup" in kinds:
        return _v1(raw, "hybrid" if "cgroup2" in kinds else "v1", table, own)
    return _v2(raw, table, own) if "cgroup2" in kinds else Cgroups()


def version(mountinfo: str) -> str:
    """``v1``, ``v2``, ``hybrid`` or empty, by the mount table alone."""
    kinds = {kind for _, kind, _ in mounts(mountinfo)}
    if "cgroup" in kinds:
        return "hybrid" if "cgroup2" in kinds else "v1"
    return "v2" if "cgroup2" in kinds else ""


def _own(text: str) -> dict[str, str]:
    """The own group in each tree: by controller for v1, by an empty name for v2."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        words = line.split(":", 2)
        if len(words) == 3 and words[2].startswith("/"):
            for name in words[1].split(","):
                if not name.startswith("name="):
                    found[name] = words[2].rstrip("/")
    return found


def _v1(raw: Raw, told: str, table: Sequence[tuple[str, str, str]], own: dict[str, str]) -> Cgroups:
    controllers: list[str] = []
    writable: list[str] = []
    for point, kind, options in table:
        if kind != "cgroup":
            continue
        words = options.split(",")
        names = [word for word in words if word in own and word]
        controllers += [name for name in names if name not in controllers]
        if "ro" in words:
            continue
        for name in names:
            places = (f"{point}{own[name]}", point)
            rights = next((raw.access[place] for place in places if place in raw.access), "")
            if "w" in rights and name not in writable:
                writable.append(name)
    path = own.get("memory", "") or own.get("", "")
    return Cgroups(told, path or "/", tuple(sorted(controllers)), tuple(sorted(writable)))


def _v2(raw: Raw, table: Sequence[tuple[str, str, str]], own: dict[str, str]) -> Cgroups:
    point, options = next((p, o) for p, kind, o in table if kind == "cgroup2")
    mine = own.get("", "")
    delegated = f"{point}/user.slice/user-{raw.uid}.slice/user@{raw.uid}.service"
    places = [f"{point}{mine}", point]
    if raw.uid > 0:
        places.insert(0, delegated)
    read_only = "ro" in options.split(",")
    for place in places:
        if place == delegated and not _may_set(raw, place):
            continue
        controllers = raw.files.get(f"{place}/cgroup.controllers")
        if controllers is None:
            continue
        names = tuple(sorted(controllers.split()))
        writable = names if _may_set(raw, place) and not read_only else ()
        return Cgroups("v2", place.removeprefix(point) or "/", names, writable)
    return Cgroups("v2", mine or "/")


def _may_set(raw: Raw, place: str) -> bool:
    return "w" in raw.access.get(place, "") and "w" in raw.access.get(f"{place}/cgroup.procs", "w")
