"""Who has which address, link and port of an instance: one file under one lock.

It is written before what it tells of is made, and again after that is gone, so that whatever kills
a command, the next one knows what to collect. It is worth nothing after a reboot, says so by the
boot's id, and so is never flushed to the disk.
"""

from __future__ import annotations

import fcntl
import json
import os
from typing import Any

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.network import process

_NAME = "leases.json"


class Leases:
    """``with Leases(folder) as leases``: holds the lock, and saves at the end what ``save`` has not.

    ``endpoints`` has a container's id for each: ``Name``, ``Pid``, ``StartTime`` (of its first
    process), ``Keeper`` [pid, start time], ``Networks`` {network id: {Link, Address, Prefix,
    Address6, Prefix6, Mac, Names}}, ``Ports`` [[protocol, host address, host port, container port]].
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._lock = -1
        self._read = b""
        self.endpoints: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Leases:
        try:
            os.makedirs(self._folder, 0o700, exist_ok=True)
            self._lock = os.open(
                f"{self._folder}/lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        except OSError as error:
            raise _unusable(self._folder, error) from error
        self.endpoints = self._load()
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        try:
            self.save()
        finally:
            os.close(self._lock)

    def _load(self) -> dict[str, dict[str, Any]]:
        self._read, found = _content(self._folder)
        return found

    def save(self) -> None:
        """Put the file in place, if anything changed."""
        content = {"BootId": process.boot_id(), "Endpoints": self.endpoints}
        data = json.dumps(content, separators=(",", ":")).encode()
        if data == self._read:
            return
        path = f"{self._folder}/{_NAME}"
        try:
            with open(f"{path}.new", "wb") as file:
                file.write(data)
            os.replace(f"{path}.new", path)
        except OSError as error:
            raise _unusable(path, error) from error
        self._read = data

    def dead(self) -> list[str]:
        """The containers whose process is gone."""
        return [
            container
            for container, lease in self.endpoints.items()
            if not process.alive(lease["Pid"], lease["StartTime"])
        ]


def look(folder: str) -> dict[str, dict[str, Any]]:
    """The endpoints as they are at this moment, without the lock."""
    return _content(folder)[1]


def _content(folder: str) -> tuple[bytes, dict[str, dict[str, Any]]]:
    try:
        with open(f"{folder}/{_NAME}", "rb") as file:
            data = file.read()
    except FileNotFoundError:
        return b"", {}
    except OSError as error:
        raise _unusable(folder, error) from error
    try:
        content = json.loads(data)
        same = content["BootId"] == process.boot_id()
        return data, dict(content["Endpoints"]) if same else {}
    except (ValueError, KeyError, TypeError):
        return data, {}  # torn by a loss of power: of another boot, then


def _unusable(path: str, error: OSError) -> HostbridgeError:
    return HostbridgeError(
        f"{path}: {error.strerror}", "the addresses of containers are noted there",
        "make room, or name a data directory that can be written: HOSTBRIDGE_DATA_DIR",
    )  # fmt: skip
