"""``container prune``: what does not run, by age and label."""

from __future__ import annotations

import os
import time

from hostbridge.errors import HostbridgeError, UsageError
from hostbridge_kernel.containers import clock, stopping
from hostbridge_kernel.containers.settling import settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge_kernel.containers.records import Container, Containers

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def prune(containers: Containers, filters: list[str]) -> tuple[list[str], int]:
    """Remove every container that does not run; returns their ids and the bytes freed."""
    gone, freed = [], 0
    for container in containers.all():
        if not all(_fits(container, text) for text in filters):
            continue
        if settled(containers, container) == "running" or not container.there():
            continue
        size = written(container)
        try:
            stopping.remove(containers, container, force=False)
        except HostbridgeError:  # started or removed meanwhile
            continue
        gone.append(container.id)
        freed += size
    return gone, freed


def _fits(container: Container, text: str) -> bool:
    key, _, wanted = text.partition("=")
    labels = container.config["Config"].get("Labels") or {}
    name, equals, content = wanted.partition("=")
    has = name in labels and (not equals or labels[name] == content)
    if key == "label":
        return has
    if key == "label!":
        return not has
    if key == "until":
        return clock.nanoseconds(container.config["Created"]) <= moment(wanted)
    raise UsageError(f"invalid filter '{key}'", exit_code=1)


def moment(text: str) -> int:
    """A point in time in nanoseconds since 1970: a stamp, seconds, or ``10m`` before now (Go's).

    Raises UsageError.
    """
    now = time.time_ns()
    stamp = clock.nanoseconds(text) if "-" in text[1:] else 0
    if stamp:
        return stamp
    try:
        return int(float(text) * 1e9)
    except ValueError:
        pass
    total, number = 0.0, ""
    for at, char in enumerate(text):
        if char.isdigit() or char == ".":
            number += char
        elif char in _UNITS and number and text[at : at + 2] != "ms":
            total += float(number) * _UNITS[char]
            number = ""
        else:
            raise UsageError(
                f"invalid time: {text!r}", "", "write 10m, 2h30m, or 2026-05-01T12:00:00Z"
            )
    if number:
        raise UsageError(f"invalid time: {text!r}", "", "write 10m, 2h30m, or 2026-05-01T12:00:00Z")
    return now - int(total * 1e9)


def written(container: Container) -> int:
    """Bytes of the files that it wrote on top of its image."""
    total = 0
    for folder, _, files in os.walk(f"{container.folder}/upper"):
        for name in files:
            try:
                total += os.lstat(f"{folder}/{name}").st_size
            except OSError:
                continue
    return total
