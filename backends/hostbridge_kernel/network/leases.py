"""Who has which address, link and port of an instance: one file under one lock.

It is written before what it tells of is made, and again after that is gone, so that whatever kills
a command, the next one knows what to collect. It is worth nothing after a reboot, says so by the
boot's id, and so is never flushed to the disk.
"""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import processes
from hostbridge_kernel.containers.files import Lock, read_json, write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAME = "leases.json"


class Leases:
    """``with Leases(folder) as leases``: holds the lock, and saves at the end.

    ``endpoints`` has for each container's id: ``Name``, ``Pid`` and ``StartTime`` of its first
    process, ``Keepers`` (rows of pid and start time), ``Networks`` by network id (``Link``, ``Inside``,
    ``Address``, ``Prefix``, ``Address6``, ``Prefix6``, ``Mac``, ``Gateway``, ``Gateway6``, ``Names``,
    ``Aliases``), ``Ports`` (rows of protocol, host address, host port, container port), ``Outside``
    (the network whose address is behind the ports) and ``Exposed``.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._lock = Lock(f"{folder}/lock")
        self._before = ""
        self.endpoints: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Leases:
        try:
            os.makedirs(self._folder, 0o700, exist_ok=True)
            self._lock.take()
        except OSError as error:
            raise _unusable(self._folder, error) from error
        self.endpoints = look(self._folder)
        self._before = repr(self.endpoints)
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self.save()
        finally:
            self._lock.free()

    def save(self) -> None:
        """Put the file in place, if anything changed."""
        now = repr(self.endpoints)
        if now == self._before:
            return
        path = f"{self._folder}/{NAME}"
        try:
            write_json(path, {"BootId": processes.boot_id(), "Endpoints": self.endpoints})
        except OSError as error:
            raise _unusable(path, error) from error
        self._before = now

    def dead(self) -> list[str]:
        """The containers whose process is gone."""
        return [
            container
            for container, lease in self.endpoints.items()
            if not processes.alive(lease["Pid"], lease["StartTime"])
        ]


def look(folder: str) -> dict[str, dict[str, Any]]:
    """The endpoints as they are at this moment, whether or not one holds the lock."""
    try:
        content = read_json(f"{folder}/{NAME}")
    except OSError as error:
        raise _unusable(folder, error) from error
    # What a loss of power tore is of another boot.
    if not content or content.get("BootId") != processes.boot_id():
        return {}
    return dict(content["Endpoints"])


def _unusable(path: str, error: OSError) -> HostbridgeError:
    return HostbridgeError(
        f"{path}: {error.strerror}", "the addresses of containers are noted there",
        "make room, or name a data directory that can be written: HOSTBRIDGE_DATA_DIR",
    )  # fmt: skip
