"""What a container has mounted: from Config and HostConfig to docker's ``Mounts``."""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError, NotFound, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from hostbridge_kernel.volumes.store import Volumes

    Point = dict[str, Any]
    """Type, Name, Source, Destination, Driver, Mode, RW, Propagation; ``Subpath`` and ``NoCopy`` of ours."""

_PROPAGATIONS = ("private", "rprivate", "shared", "rshared", "slave", "rslave")


def resolve(
    config: Mapping[str, Any],
    host: Mapping[str, Any],
    volumes: Volumes,
    other: Callable[[str], Mapping[str, Any]],
) -> list[Point]:
    """The mounts of a container that is being made; volumes it needs are made, as are bound directories.

    other gives the record of another container (``--volumes-from``), and raises NotFound. Later kinds
    win over earlier ones at the same place: volumes-from, binds, mounts; an image's last.
    """
    points: dict[str, Point] = {}
    for text in host.get("VolumesFrom") or ():
        for point in _of_other(text, other):
            points[point["Destination"]] = point
    for text in host.get("Binds") or ():
        point = _bound(text, volumes)
        points[point["Destination"]] = point
    for row in host.get("Mounts") or ():
        point = _mounted(row, volumes)
        points[point["Destination"]] = point
    for path in config.get("Volumes") or ():
        taken = path in points or path in (host.get("Tmpfs") or ())
        if not taken:
            points[path] = _volume(volumes.create(anonymous=True), path, "", writable=True)
    return list(points.values())


def _of_other(text: str, other: Callable[[str], Mapping[str, Any]]) -> list[Point]:
    name, colon, modes = text.partition(":")
    given = modes.split(",") if colon else []
    if not name or any(one not in ("ro", "rw", "z", "Z", "nocopy") for one in given):
        raise UsageError(f"invalid spec: {text}")
    found = []
    for point in other(name).get("Mounts") or ():
        if point["Type"] in ("bind", "volume"):
            writable = point["RW"] and "ro" not in given
            found.append({**point, "RW": writable, "Mode": modes or point["Mode"], "NoCopy": True})
    return found


def _bound(text: str, volumes: Volumes) -> Point:
    source, target, *rest = text.split(":")
    modes = rest[0] if rest else ""
    given = modes.split(",")
    writable = "ro" not in given and "rro" not in given
    propagation = next((one for one in given if one in _PROPAGATIONS), "")
    if not source.startswith("/"):
        made = _volume(volumes.create(source), target, modes or "z", writable=writable)
        return {**made, "NoCopy": True} if "nocopy" in given else made
    _make_source(source)
    return _bind(source, target, modes, propagation, writable=writable)


def _make_source(path: str) -> None:
    """``-v`` makes a directory that is not there."""
    if os.path.lexists(path):
        return
    try:
        os.makedirs(path, mode=0o755, exist_ok=True)
    except OSError as error:
        raise HostbridgeError(
            f"error while creating mount source path '{path}': mkdir {path}: {(error.strerror or '').lower()}"
        ) from error


def _mounted(row: Mapping[str, Any], volumes: Volumes) -> Point:
    kind, target, writable = row["Type"], row["Target"], not row.get("ReadOnly")
    if kind == "tmpfs":
        return {"Type": "tmpfs", "Source": "", "Destination": target, "Mode": "", "RW": writable,
                "Propagation": ""}  # fmt: skip
    if kind == "bind":
        options = row.get("BindOptions") or {}
        source = row["Source"]
        if options.get("CreateMountpoint"):
            _make_source(source)
        if not os.path.lexists(source):
            raise NotFound(
                f'invalid mount config for type "bind": bind source path does not exist: {source}'
            )
        point = _bind(source, target, "", options.get("Propagation", ""), writable=writable)
        plain = options.get("NonRecursive") or options.get("Recursive") == "disabled"
        return {**point, "NonRecursive": True} if plain else point
    options = row.get("VolumeOptions") or {}
    driver = (options.get("DriverConfig") or {}).get("Options") or {}
    volume = volumes.create(
        row.get("Source", ""), options.get("Labels"), driver, anonymous=not row.get("Source")
    )
    point = _volume(volume, target, "z", writable=writable)
    if options.get("NoCopy"):
        point["NoCopy"] = True
    if options.get("Subpath"):
        point["Subpath"] = options["Subpath"]
    return point


def _bind(source: str, target: str, modes: str, propagation: str, *, writable: bool) -> Point:
    return {"Type": "bind", "Source": source, "Destination": target, "Mode": modes, "RW": writable,
            "Propagation": propagation or "rprivate"}  # fmt: skip


def _volume(volume: Mapping[str, Any], target: str, modes: str, *, writable: bool) -> Point:
    return {"Type": "volume", "Name": volume["Name"], "Source": volume["Mountpoint"],
            "Destination": target, "Driver": "local", "Mode": modes, "RW": writable,
            "Propagation": ""}  # fmt: skip
