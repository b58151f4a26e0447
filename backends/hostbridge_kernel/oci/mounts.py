"""The mounts of a container: docker's own, in docker's order, and the user's."""

from __future__ import annotations

import os

from hostbridge.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from hostbridge_kernel.oci.spec import Site

    Mount = dict[str, Any]

_FILES = (
    ("resolv.conf", "/etc/resolv.conf"),
    ("hostname", "/etc/hostname"),
    ("hosts", "/etc/hosts"),
)
_TMPFS_DEFAULT: tuple[str, ...] = ("noexec", "nosuid", "nodev")
_OPPOSITES = {"exec": "noexec", "suid": "nosuid", "dev": "nodev", "rw": "ro", "atime": "noatime"}


def mounts(record: Mapping[str, Any], site: Site) -> list[Mount]:
    """All of them, in the order in which they are to be made. A user's replaces docker's own."""
    host = record["HostConfig"]
    wanted = [*_points(record, site), *_tmpfs(host)]
    targets = {one["destination"] for one in wanted}
    own = [one for one in _system(host, site) if one["destination"] not in targets]
    wanted += [one for one in _files(host, site) if one["destination"] not in targets]
    wanted.sort(key=lambda one: one["destination"].rstrip("/").count("/"))
    return [*own, *wanted]


def of_user(record: Mapping[str, Any], site: Site) -> list[Mount]:
    """Bound directories and volumes alone, in order: for who looks at a container's files."""
    return sorted(_points(record, site), key=lambda one: one["destination"].rstrip("/").count("/"))


def dev() -> Mount:
    """``/dev`` as a file system of its own."""
    options = ["nosuid", "strictatime", "mode=755", "size=65536k"]
    return _made("/dev", "tmpfs", "tmpfs", options)


def in_etc() -> tuple[str, ...]:
    """The places of the files that the engine mounts."""
    return tuple(target for _, target in _FILES)


def _system(host: Mapping[str, Any], site: Site) -> list[Mount]:
    joined: dict[str, str] = dict(site.join)
    plain = ["nosuid", "noexec", "nodev"]
    writable = bool(host["Privileged"])
    # The runtime shows the host's where the container has the host's processes or network.
    proc = _made("/proc", "proc", "proc", plain)
    sysfs = _made("/sys", "sysfs", "sysfs", [*plain, "rw" if writable else "ro"])
    made = [
        proc,
        dev(),
        _made("/dev/pts", "devpts", "devpts",
              ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        sysfs,
        _made("/sys/fs/cgroup", "cgroup", "cgroup", [*plain, "rw" if writable else "ro"]),
    ]  # fmt: skip
    if host["IpcMode"] == "host":
        shared = [path for path in ("/dev/mqueue", "/dev/shm") if os.path.isdir(path)]
        return [*made, *(_bound(path, path, plain) for path in shared)]
    made.append(_made("/dev/mqueue", "mqueue", "mqueue", plain))
    if "ipc" in joined:
        process = joined["ipc"].split("/ns/")[0]
        return [*made, _bound(f"{process}/root/dev/shm", "/dev/shm", plain)]
    if host["IpcMode"] != "none":
        made.append(
            _made("/dev/shm", "tmpfs", "shm", [*plain, "mode=1777", f"size={host['ShmSize']}"])
        )
    return made


def _made(target: str, kind: str, source: str, options: list[str]) -> Mount:
    return {"destination": target, "type": kind, "source": source, "options": options}


def _bound(source: str, target: str, options: list[str]) -> Mount:
    return {"destination": target, "type": "bind", "source": source,
            "options": ["rbind", "rslave", *options]}  # fmt: skip


def _files(host: Mapping[str, Any], site: Site) -> list[Mount]:
    """The files of the container's directory that stand in /etc."""
    return [
        {"destination": target, "type": "bind", "source": f"{site.folder}/{name}",
         "options": ["rbind", "rprivate", "ro" if host["ReadonlyRootfs"] else "rw"]}
        for name, target in _FILES
        if os.path.exists(f"{site.folder}/{name}")
    ]  # fmt: skip


def _points(record: Mapping[str, Any], site: Site) -> list[Mount]:
    """Bound directories and volumes; those of a user namespace show the host's owners (idmap)."""
    made = []
    for point in record.get("Mounts") or ():
        if point["Type"] == "tmpfs":
            continue
        source = _source(point)
        options = ["bind" if point.get("NonRecursive") else "rbind"]
        options.append(point["Propagation"] or "rprivate")
        options.append("rw" if point["RW"] else "ro")
        if site.ids is not None and not site.rootless:
            options.append("idmap" if point.get("NonRecursive") else "ridmap")
        mount = {"destination": point["Destination"], "type": "bind", "source": source,
                 "options": options}  # fmt: skip
        made.append(mount)
    return made


def _source(point: Mapping[str, Any]) -> str:
    source: str = point["Source"]
    if not point.get("Subpath"):
        return source
    from hostbridge_kernel.volumes.inside import below

    return below(source, point["Subpath"])


def _tmpfs(host: Mapping[str, Any]) -> list[Mount]:
    """``--tmpfs`` and ``--mount type=tmpfs``."""
    made = []
    for target, text in (host.get("Tmpfs") or {}).items():
        made.append(_made(target, "tmpfs", "tmpfs", tmpfs_options(text)))
    for row in host.get("Mounts") or ():
        if row["Type"] != "tmpfs":
            continue
        options = list(_TMPFS_DEFAULT)
        if row.get("ReadOnly"):
            options.append("ro")
        told = row.get("TmpfsOptions") or {}
        if told.get("SizeBytes"):
            options.append(f"size={told['SizeBytes']}")
        if told.get("Mode"):
            options.append(f"mode={told['Mode']:o}")
        made.append(_made(row["Target"], "tmpfs", "tmpfs", options))
    return made


def tmpfs_options(text: str) -> list[str]:
    """The options of ``--tmpfs PATH:OPTIONS`` with docker's defaults, which the user's contradict."""
    given = [one for one in text.split(",") if one]
    for one in given:
        key = one.partition("=")[0]
        if key not in _TMPFS_KNOWN:
            raise UsageError(f"invalid tmpfs option {one!r}")
    contradicted = {_OPPOSITES[one] for one in given if one in _OPPOSITES}
    kept = [one for one in _TMPFS_DEFAULT if one not in contradicted and one not in given]
    return [*kept, *given]


_TMPFS_KNOWN = frozenset((
    "async", "atime", "bind", "defaults", "dev", "diratime", "dirsync", "exec", "gid", "huge", "iversion", "loud",
    "mand", "mode", "mpol", "noatime", "nodev", "nodiratime", "noexec", "noiversion", "nomand", "norelatime", "nr_blocks",
    "nr_inodes", "nosuid", "private", "rbind", "relatime", "remount", "ro", "rprivate", "rshared", "rslave", "rw", "shared",
    "silent", "size", "slave", "strictatime", "suid", "sync", "tmpcopyup", "uid", "unbindable", "runbindable", "nostrictatime",
))  # fmt: skip


def root_propagation(record: Mapping[str, Any]) -> str:
    """linux.rootfsPropagation: what the propagation of the user's mounts needs (docker's rule)."""
    kinds = {point["Propagation"] for point in record.get("Mounts") or ()}
    if kinds & {"shared", "rshared"}:
        return "shared"
    if kinds & {"slave", "rslave"}:
        return "rslave"
    return "rprivate"
