"""Devices, block I/O and limits: ``--device``, ``--device-read-bps``, ``--ulimit``, ``--sysctl`` …"""

from __future__ import annotations

from hostbridge.errors import UsageError
from hostbridge_kernel.options.quantities import integer, natural, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ULIMITS = ("core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc",
           "rss", "rtprio", "rttime", "sigpending", "stack")  # fmt: skip


def device(text: str) -> dict[str, str]:
    """``HOST[:CONTAINER][:rwm]``: an entry of Devices."""
    parts = text.split(":")
    source, target, permissions = parts[0], parts[0], "rwm"
    if len(parts) == 3:
        target, permissions = parts[1], parts[2]
    elif len(parts) == 2:
        if _permissions(parts[1]):
            permissions = parts[1]
        else:
            target = parts[1]
    elif len(parts) > 3:
        raise UsageError(f"invalid device specification: {text}")
    if not _permissions(permissions) or not source.startswith("/") or not target.startswith("/"):
        raise UsageError(
            f'invalid argument "{text}" for "--device" flag: bad format for path: {text}'
        )
    return {"PathOnHost": source, "PathInContainer": target, "CgroupPermissions": permissions}


def _permissions(text: str) -> bool:
    return bool(text) and len(set(text)) == len(text) and set(text) <= set("rwm")


def device_rule(text: str) -> str:
    """``c 1:3 rwm``, as it is."""
    import re

    if not re.match(r"[acb] (\d+|\*):(\d+|\*) [rwm]{1,3}\Z", text):
        raise UsageError(
            f'invalid argument "{text}" for "--device-cgroup-rule" flag: invalid device cgroup format'
            f" '{text}'"
        )
    return text


def weight(text: str) -> dict[str, Any]:
    """``/dev/sda:500``."""
    path, count = _path_and_rest("--blkio-weight-device", text)
    number = natural("--blkio-weight-device", count)
    if number and not 10 <= number <= 1000:
        raise UsageError(f"invalid weight for device: {text}")
    return {"Path": path, "Weight": number}


def bytes_rate(text: str) -> dict[str, Any]:
    """``/dev/sda:1mb``: bytes a second."""
    path, count = _path_and_rest("--device-read-bps", text)
    return {"Path": path, "Rate": size("--device-read-bps", count)}


def operations_rate(text: str) -> dict[str, Any]:
    """``/dev/sda:1000``: operations a second."""
    path, count = _path_and_rest("--device-read-iops", text)
    return {"Path": path, "Rate": natural("--device-read-iops", count)}


def _path_and_rest(option: str, text: str) -> tuple[str, str]:
    path, colon, rest = text.partition(":")
    if not colon or not path.startswith("/dev/"):
        raise UsageError(
            f"bad format for device path: {text}", "", f"write {option} /dev/sda:NUMBER"
        )
    return path, rest


def ulimit(text: str) -> dict[str, Any]:
    """``nofile=1024:2048``: an entry of Ulimits."""
    name, equals, rest = text.partition("=")
    if not equals or not rest:
        raise UsageError(
            f'invalid argument "{text}" for "--ulimit" flag: invalid ulimit argument: {text}'
        )
    if name not in ULIMITS:
        raise UsageError(
            f'invalid argument "{text}" for "--ulimit" flag: invalid ulimit type: {name}'
        )
    first, colon, second = rest.partition(":")
    numbers = [
        -1 if part == "unlimited" else integer("--ulimit", part)
        for part in ([first, second] if colon else [first])
    ]
    soft, hard = numbers[0], numbers[-1]
    if hard != -1 and (soft == -1 or soft > hard):
        raise UsageError(
            f'invalid argument "{text}" for "--ulimit" flag: ulimit soft limit must be less than or'
            f" equal to hard limit: {soft} > {hard}"
        )
    return {"Name": name, "Hard": hard, "Soft": soft}


def restart(text: str) -> dict[str, Any]:
    """``no``, ``always``, ``unless-stopped``, ``on-failure[:times]``."""
    name, colon, times = text.partition(":")
    count = natural("--restart", times) if colon else 0
    if name not in ("", "no", "always", "unless-stopped", "on-failure"):
        raise UsageError(f"invalid restart policy '{name}'")
    if colon and name != "on-failure":
        raise UsageError("maximum retry count cannot be used with restart policy '" + name + "'")
    return {"Name": name or "no", "MaximumRetryCount": count}


def log_options(driver: str, given: dict[str, str]) -> dict[str, str]:
    """``--log-opt``: those that the drivers know, checked."""
    known = {"json-file": ("max-size", "max-file", "labels", "labels-regex", "env", "env-regex", "tag",
                           "compress", "mode", "max-buffer-size"), "none": ()}  # fmt: skip
    for key, text in given.items():
        if key not in known.get(driver, ()):
            raise UsageError(f"unknown log opt '{key}' for {driver} log driver")
        if key == "max-size" and text != "-1":
            size("--log-opt", text)
        if key == "max-file" and natural("--log-opt", text) < 1:
            raise UsageError("max-file cannot be less than 1")
    return given
