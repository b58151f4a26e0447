"""What is read alike on every system: who, environment, programs, disks, clients' files."""

from __future__ import annotations

import os

from hostbridge.host import endpoints
from hostbridge.host.readers import files
from hostbridge.host.readers.variables import chosen
from hostbridge.host.system import SYSTEM
from hostbridge.shims import NAMES, is_ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

PROGRAMS = (
    "docker", "podman", "nerdctl", "buildah", "skopeo", "runc", "crun", "containerd", "dockerd",
    "docker-compose", "podman-compose", "colima", "limactl", "orb", "finch", "rdctl",
    "qemu-system-x86_64", "qemu-system-aarch64", "qemu-img", "vfkit", "virtiofsd",
    "newuidmap", "newgidmap", "slirp4netns", "pasta", "netavark", "aardvark-dns",
    "fuse-overlayfs", "nft", "iptables", "ip", "ssh", "git", "systemctl",
    "wsl.exe", "powershell.exe", "sw_vers", "gsettings",
)  # fmt: skip
"""Container and virtualisation programs, and what those need."""


def base(env: Mapping[str, str], directories: Mapping[str, str]) -> dict[str, Any]:
    """The fields of Raw that every system fills; ``release`` and ``machine`` are the system's own."""
    variables = chosen(env)
    home = variables.get("HOME") or variables.get("USERPROFILE") or os.path.expanduser("~")
    home = home.rstrip("/\\") if os.path.isabs(home) else ""
    disks = {purpose: files.space(path) for purpose, path in directories.items()}
    uid, gid, groups = _ids()
    return {
        "system": SYSTEM,
        "uid": uid,
        "gid": gid,
        "groups": groups,
        "user": _user(uid, variables),
        "home": home,
        "cpus": os.cpu_count() or 0,
        "env": variables,
        "programs": programs(variables.get("PATH", "")),
        "disks": {purpose: told for purpose, told in disks.items() if told},
    }


def clients(home: str, env: Mapping[str, str]) -> dict[str, str]:
    """The texts of the clients' own files: docker's config and contexts, podman's connections."""
    paths: list[str] = []
    folder = endpoints.docker_config(home, env)
    if folder:
        paths.append(f"{folder}/config.json")
        meta = endpoints.docker_contexts(home, env)
        paths += [f"{meta}/{name}/meta.json" for name in files.entries(meta)[:200]]
    paths += endpoints.podman_files(home, env)
    return files.texts(paths)


def programs(path: str, names: Iterable[str] = PROGRAMS) -> dict[str, str]:
    """Where each program is, past hostbridge's shims. In WSL, Windows' own directories are slow: only ``.exe`` is sought there."""
    if SYSTEM == "windows":
        from shutil import which

        told = ((name, which(name, path=path)) for name in names)
        return {
            name: where for name, where in told if where and not (name in NAMES and is_ours(where))
        }
    found: dict[str, str] = {}
    wanted = set(names)
    for folder in dict.fromkeys(path.split(os.pathsep)):
        if not os.path.isabs(folder):
            continue
        slow = folder.startswith("/mnt/")
        for name in sorted(wanted):
            if slow and not name.endswith(".exe"):
                continue
            place = f"{folder.rstrip('/')}/{name}"
            if name in NAMES and is_ours(place):
                continue
            if os.access(place, os.X_OK) and os.path.isfile(place):
                found[name] = place
                wanted.discard(name)
    return dict(sorted(found.items()))


def _ids() -> tuple[int, int, tuple[int, ...]]:
    if not hasattr(os, "getuid"):
        return -1, -1, ()
    try:
        groups = tuple(sorted(os.getgroups()))
    except OSError:
        groups = ()
    return os.geteuid(), os.getegid(), groups


def _user(uid: int, variables: Mapping[str, str]) -> str:
    if uid >= 0:
        import pwd

        try:
            return pwd.getpwuid(uid).pw_name
        except (KeyError, OSError):
            pass
    return variables.get("USER") or variables.get("LOGNAME") or ""
