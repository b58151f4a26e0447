"""Device files: those that the user names, or all of the host's for a container with all privileges."""

from __future__ import annotations

import os
import stat

from hostbridge.errors import NotFound, UsageError
from hostbridge_kernel.confinement import device_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_SKIPPED = ("/dev/pts", "/dev/shm", "/dev/fd", "/dev/mqueue", "/dev/.lxc", "/dev/.lxd-mounts", "/dev/.udev",
            "/dev/console")  # fmt: skip
_STANDARD = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty")


def nodes(host: Mapping[str, Any]) -> list[dict[str, Any]]:
    """linux.devices. Raises NotFound or UsageError for what is no device."""
    if host["Privileged"]:
        return [_node(path, path) for path in _all("/dev") if path not in _STANDARD]
    made = []
    for device in host["Devices"] or ():
        made += [_node(source, target) for source, target, _ in named(device)]
    return made


def rules(host: Mapping[str, Any]) -> list[dict[str, Any]]:
    """linux.resources.devices: what is denied and allowed, in order (docker's and runc's defaults)."""
    made = device_rules(bool(host["Privileged"]))
    if host["Privileged"]:
        return made
    for device in host["Devices"] or ():
        for source, _, access in named(device):
            node = _node(source, source)
            made.append(_rule(node["type"], node["major"], node["minor"], access))
    for text in host["DeviceCgroupRules"] or ():
        kind, numbers, access = text.split(" ")
        major, _, minor = numbers.partition(":")
        made.append(_rule(kind, _number(major), _number(minor), access))
    return made


def _number(text: str) -> int | None:
    return None if text == "*" else int(text)


def _rule(kind: str, major: int | None, minor: int | None, access: str) -> dict[str, Any]:
    made: dict[str, Any] = {"allow": True, "type": kind, "access": access}
    if major is not None:
        made["major"] = major
    if minor is not None:
        made["minor"] = minor
    return made


def named(device: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Host path, path inside and access of each device below what one ``--device`` names."""
    source, target = device["PathOnHost"], device["PathInContainer"]
    access = device["CgroupPermissions"]
    if not os.path.isdir(source):
        yield source, target, access
        return
    found = False
    for path in _all(source):
        found = True
        yield path, target + path[len(source) :], access
    if not found:
        raise UsageError(f"error gathering device information while adding custom device \"{source}\": not a device node")  # fmt: skip


def _all(folder: str) -> Iterator[str]:
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        if entry.path in _SKIPPED or entry.is_symlink():
            continue
        if entry.is_dir():
            try:
                yield from _all(entry.path)
            except OSError:
                continue
        elif stat.S_IFMT(entry.stat().st_mode) in (stat.S_IFCHR, stat.S_IFBLK):
            yield entry.path


def _node(source: str, target: str) -> dict[str, Any]:
    try:
        about = os.stat(source)
    except OSError as error:
        raise NotFound(
            f'error gathering device information while adding custom device "{source}":'
            f" {(error.strerror or '').lower()}"
        ) from error
    kind = {stat.S_IFCHR: "c", stat.S_IFBLK: "b"}.get(stat.S_IFMT(about.st_mode))
    if kind is None:
        raise UsageError(f'error gathering device information while adding custom device "{source}": not a device node')  # fmt: skip
    return {"path": target, "source": source, "type": kind, "major": os.major(about.st_rdev), "minor": os.minor(about.st_rdev),
            "fileMode": stat.S_IMODE(about.st_mode), "uid": about.st_uid, "gid": about.st_gid}  # fmt: skip
