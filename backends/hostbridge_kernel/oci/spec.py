"""``spec``: the OCI runtime specification's config.json of a container (version 1.2), as a dict.

What the specification has no field for stands in ``annotations``:

``hostbridge.init``      ``true``: an init process of ours is process 1
``hostbridge.seccomp``   ``default``, ``unconfined``, or ``profile`` (in linux.seccomp, docker's format)
"""

from __future__ import annotations

from hostbridge.errors import UsageError
from hostbridge.value import value
from hostbridge_kernel.confinement import capabilities
from hostbridge_kernel.oci import devices, mounts, namespaces, resources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from hostbridge_kernel.oci.namespaces import IdRows

VERSION = "1.2.0"
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""docker's, where neither the image nor the user sets one."""


@value
class Site:
    """Where a container is started.

    folder: its directory, with ``hosts``, ``hostname`` and ``resolv.conf`` where they are to be
    mounted. root: where its root is mounted. ids: rows (inside, outside, count) of users and groups;
    None where the user namespace is the host's. join: namespaces of another process that are to be
    joined, by OCI type (``network``, ``pid``, ``ipc``, ``user``) with their paths. rootless: this is
    no root.
    """

    folder: str
    root: str
    ids: tuple[IdRows, IdRows] | None = None
    join: tuple[tuple[str, str], ...] = ()
    rootless: bool = False
    cgroup: str = ""


def spec(record: Mapping[str, Any], site: Site) -> dict[str, Any]:
    """The specification. record: docker's inspect shape with Config, HostConfig and Mounts.

    Raises UsageError for what can only be told now: a device that is not there, nothing to run.
    """
    config, host = record["Config"], record["HostConfig"]
    made: dict[str, Any] = {
        "ociVersion": VERSION,
        "process": _process(config, host),
        "root": {"path": site.root, "readonly": bool(host["ReadonlyRootfs"])},
        "hostname": config["Hostname"],
        "mounts": mounts.mounts(record, site),
        "linux": {
            "namespaces": namespaces.namespaces(host, site),
            "cgroupsPath": site.cgroup,
            "resources": resources.resources(host),
            "devices": devices.nodes(host),
            "maskedPaths": list(host["MaskedPaths"] or ()),
            "readonlyPaths": list(host["ReadonlyPaths"] or ()),
            "rootfsPropagation": mounts.root_propagation(record),
        },
        "annotations": dict(host.get("Annotations") or {}),
    }
    if config["Domainname"]:
        made["domainname"] = config["Domainname"]
    if site.ids is not None:
        made["linux"]["uidMappings"] = _mappings(site.ids[0])
        made["linux"]["gidMappings"] = _mappings(site.ids[1])
    sysctls = _sysctls(host, site)
    if sysctls:
        made["linux"]["sysctl"] = sysctls
    if host.get("Init"):
        made["annotations"]["hostbridge.init"] = "true"
    _seccomp(host, made)
    return made


def process(
    config: Mapping[str, Any], host: Mapping[str, Any], args: list[str], *, tty: bool,
    user: str | None = None, cwd: str | None = None, env: list[str] | None = None,
    privileged: bool | None = None,
) -> dict[str, Any]:  # fmt: skip
    """An OCI process: the container's own, or one that ``exec`` adds to it.

    user, cwd: the container's where None. env: lines that come on top of the container's.
    """
    everything = bool(host["Privileged"]) if privileged is None else privileged
    kept = capabilities(host["CapAdd"] or (), host["CapDrop"] or (), everything)
    chosen = config["User"] if user is None else user
    made: dict[str, Any] = {
        "terminal": tty,
        "user": {"username": chosen, "additionalGroups": list(host["GroupAdd"] or ())},
        "args": args,
        "env": environment(config, tty=tty, more=env or ()),
        "cwd": cwd or config["WorkingDir"] or "/",
        "capabilities": {kind: list(kept) for kind in ("bounding", "effective", "permitted")},
        "noNewPrivileges": _no_new_privileges(host),
        "oomScoreAdj": host["OomScoreAdj"],
        "rlimits": [
            {"type": f"RLIMIT_{one['Name'].upper()}", "hard": one["Hard"], "soft": one["Soft"]}
            for one in host["Ulimits"] or ()
        ],
    }  # fmt: skip
    profile = _security(host, "apparmor")
    if profile:
        made["apparmorProfile"] = profile
    return made


def environment(config: Mapping[str, Any], *, tty: bool, more: Any = ()) -> list[str]:
    """The environment of a process: docker's own lines first, later ones of a name win in its place."""
    lines = {"PATH": PATH, "HOSTNAME": f"HOSTNAME={config['Hostname']}"}
    if tty:
        lines["TERM"] = "TERM=xterm"
    for line in (*(config["Env"] or ()), *more):
        lines[line.partition("=")[0]] = line
    return list(lines.values())


def _process(config: Mapping[str, Any], host: Mapping[str, Any]) -> dict[str, Any]:
    args = [*(config["Entrypoint"] or ()), *(config["Cmd"] or ())]
    if not args:
        raise UsageError("No command specified", "", "write one behind the image's name")
    return process(config, host, args, tty=bool(config["Tty"]))


def _mappings(rows: IdRows) -> list[dict[str, int]]:
    return [
        {"containerID": inside, "hostID": outside, "size": count} for inside, outside, count in rows
    ]


def _security(host: Mapping[str, Any], wanted: str) -> str:
    """The value of the last ``--security-opt`` of a kind; empty without one."""
    found = ""
    for text in host["SecurityOpt"] or ():
        for separator in ("=", ":"):
            key, there, content = text.partition(separator)
            if there:
                break
        if key == wanted:
            found = content
    return found


def _no_new_privileges(host: Mapping[str, Any]) -> bool:
    given = [text.lower() for text in host["SecurityOpt"] or ()]
    last = [text for text in given if text.startswith("no-new-privileges")]
    return bool(last) and not last[-1].endswith("false")


def _seccomp(host: Mapping[str, Any], made: dict[str, Any]) -> None:
    wanted = _security(host, "seccomp")
    if wanted == "unconfined" or (host["Privileged"] and not wanted):
        made["annotations"]["hostbridge.seccomp"] = "unconfined"
    elif wanted in ("", "builtin", "default"):
        made["annotations"]["hostbridge.seccomp"] = "default"
    else:
        from json import loads

        made["annotations"]["hostbridge.seccomp"] = "profile"
        made["linux"]["seccomp"] = loads(wanted)


def _last_group(site: Site) -> int:
    """The highest group that exists in the container: the kernel takes no other for a range."""
    if site.ids is None:
        return 2147483647
    return max(inside + count for inside, _, count in site.ids[1]) - 1


def _sysctls(host: Mapping[str, Any], site: Site) -> dict[str, str]:
    """The user's, and the two that docker sets in a network of the container's own."""
    given = dict(host.get("Sysctls") or {})
    joined = dict(site.join)
    if host["NetworkMode"] != "host" and "network" not in joined:
        given.setdefault("net.ipv4.ip_unprivileged_port_start", "0")
        given.setdefault("net.ipv4.ping_group_range", f"0 {_last_group(site)}")
    return given
