"""What turns fresh namespaces into a machine: mounts, control groups, files of its own.

Each function gives orders for the holder (``holder.py``), which carries them out inside.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path


def _mount(*words: str) -> list[str]:
    return ["mount", *words]


def own_machine(groups: Mapping[Path, Path], folder: Path, home: Path) -> list[list[str]]:
    """What makes a private machine of the host's file system; needs no namespace of processes.

    groups are what ``control_groups`` gave, home is where root's home is said to be: OpenSSH asks
    the user database for it, not the environment.
    """
    private = folder / "private"
    data = folder / "data"
    for made in (private, data / "docker", data / "containers"):
        made.mkdir(parents=True)
    steps = [
        _mount("--make-rslave", "/"),
        # Each process of this world has the run's name in its mount table: sweep finds it by that.
        _mount("--bind", str(folder), str(folder)),
        ["ip", "link", "set", "lo", "up"],
    ]
    for hierarchy, group in groups.items():
        steps.append(_mount("--bind", str(group), str(hierarchy)))
    steps += [
        _mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"),
        ["mkdir", "-p", "/run/lock"],
        _mount("-t", "tmpfs", "tmpfs", "/dev/shm"),
        _mount("-t", "tmpfs", "-o", "mode=700", "tmpfs", str(private)),
    ]
    for place in ("/etc", "/var/lib"):
        upper, work = (f"{private}/{place.strip('/').replace('/', '-')}.{part}" for part in "uw")
        steps.append(["mkdir", upper, work])
        options = f"lowerdir={place},upperdir={upper},workdir={work}"
        steps.append(_mount("-t", "overlay", "overlay", "-o", options, place))
    for engine in ("docker", "containers"):
        steps.append(["mkdir", "-p", f"/var/lib/{engine}"])
        steps.append(_mount("--bind", str(data / engine), f"/var/lib/{engine}"))
    steps.append(["sed", "-Ei", f"s|^(root:.*):[^:]*(:[^:]*)$|\\1:{home}\\2|", "/etc/passwd"])
    return steps


def control_groups(run: str, world: str) -> dict[Path, Path]:
    """A group of the world in each hierarchy; it stands where the hierarchy's root stood."""
    root = Path("/sys/fs/cgroup")
    if (root / "cgroup.controllers").is_file():
        (root / run).mkdir(exist_ok=True)
        for controller in (root / run / "cgroup.controllers").read_text().split():
            (root / run / "cgroup.subtree_control").write_text(f"+{controller}")
        (root / run / world).mkdir()
        return {root: root / run / world}
    made: dict[Path, Path] = {}
    for hierarchy in sorted(root.iterdir()):
        if hierarchy.is_symlink() or not (hierarchy / "cgroup.procs").is_file():
            continue
        above = hierarchy
        for name in (run, world):
            group = above / name
            group.mkdir(exist_ok=True)
            # Without these two nothing can be moved into a new cpuset, see cpuset(7).
            for setting in ("cpuset.cpus", "cpuset.mems"):
                if (above / setting).is_file():
                    (group / setting).write_text((above / setting).read_text())
            above = group
        made[hierarchy] = above
    return made


def far_machine(
    name: str,
    hidden: Sequence[Path],
    shares: Mapping[Path, str],
    read_only: Sequence[Path],
) -> list[list[str]]:
    """What makes it another machine: own /proc, name, /tmp and homes, shares at other paths.

    It has a user ``dev`` (4242) without rights beside root.
    """
    user = "dev:x:4242:4242::/home/dev:/bin/sh"
    steps = [
        _mount("-t", "proc", "proc", "/proc"),
        ["hostname", name],
        ["sed", "-i", "s|^root:[^:]*:|root:*:|", "/etc/shadow"],
        ["sed", "-i", f"$a{user}", "/etc/passwd"],
        ["sed", "-i", "$adev:x:4242:", "/etc/group"],
        ["sed", "-i", "$adev:*:19000::::::", "/etc/shadow"],
        _mount("-t", "tmpfs", "tmpfs", "/srv"),
    ]
    for host, here in shares.items():
        if not here.startswith("/srv/"):
            raise ValueError(f"{here}: a share lies below /srv in the far world")
        steps.append(["mkdir", "-p", here])
        steps.append(_mount("--bind", str(host), here))
        if host in read_only:
            steps.append(_mount("-o", "remount,bind,ro", here))
    places = {*map(Path, ("/tmp", "/root", "/home", tempfile.gettempdir())), *hidden}
    for place in sorted(places):
        if place.is_dir() and places.isdisjoint(place.parents):
            mode = "mode=1777" if place.name == "tmp" else "mode=755"
            steps.append(_mount("-t", "tmpfs", "-o", mode, "tmpfs", str(place)))
    steps.append(["install", "-d", "-o", "4242", "-g", "4242", "-m", "700", "/home/dev"])
    return steps


def files(name: str) -> dict[str, str]:
    """What /etc says of the machine's name and of others'."""
    return {
        "/etc/hostname": f"{name}\n",
        "/etc/hosts": f"127.0.0.1 localhost {name}\n::1 localhost\n",
        # Nobody answers there, and says so at once.
        "/etc/resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
    }
