"""The volumes of a data directory.

::

    volumes/NAME/_data         what containers see
    volumes/NAME/volume.json   docker's volume object without its mount point
    volumes/.new-*, .gone-*    being made or removed; rubbish when nobody is at it
    volumes.lock               shared while a container is being made, held alone by whoever removes

A volume appears and goes by rename(2): it is there whole or not at all.
"""

from __future__ import annotations

import fcntl
import os

from hostbridge.errors import Conflict, HostbridgeError, NotFound, UsageError
from hostbridge_kernel.options.volumes import is_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    Volume = dict[str, Any]
    """docker's shape: CreatedAt, Driver, Labels, Mountpoint, Name, Options, Scope."""

ANONYMOUS = "com.docker.volume.anonymous"
"""The label of a volume that nobody named (docker's)."""
_MODE = 0o755
_DRIVER_OPTIONS = ("type", "o", "device")


class Volumes:
    """The volumes below ``data``. Safe for many processes at once."""

    def __init__(self, data: str) -> None:
        self.top = f"{data}/volumes"
        self._lock = f"{data}/volumes.lock"

    def create(
        self, name: str = "", labels: Mapping[str, str] | None = None,
        options: Mapping[str, str] | None = None, *, anonymous: bool = False,
    ) -> Volume:  # fmt: skip
        """Make a volume, or give the one that has the name already. An empty name: one is made up.

        Raises UsageError for a name or option that cannot be, HostbridgeError for a disk.
        """
        labels = dict(labels or {})
        if anonymous:
            labels[ANONYMOUS] = ""
        name = name or os.urandom(32).hex()
        if not is_name(name):
            raise UsageError(
                f'create {name}: "{name}" includes invalid characters for a local volume name, only'
                ' "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed', exit_code=1,
            )  # fmt: skip
        for option in options or {}:
            if option not in _DRIVER_OPTIONS:
                raise UsageError(f'create {name}: invalid option: "{option}"', exit_code=1)
        found = self._read(name)
        if found is not None:
            return found
        made = {"CreatedAt": _now(), "Driver": "local", "Labels": labels or None, "Name": name,
                "Options": dict(options or {}) or None, "Scope": "local"}  # fmt: skip
        try:
            self._place(name, made)
        except OSError as error:
            raise HostbridgeError(f"create {name}: {error.strerror}", self.top) from error
        return self.find(name)

    def _place(self, name: str, made: Mapping[str, Any]) -> None:
        from json import dumps

        os.makedirs(self.top, mode=0o711, exist_ok=True)
        folder = f"{self.top}/.new-{os.urandom(8).hex()}"
        os.mkdir(folder, 0o711)
        try:
            os.mkdir(f"{folder}/_data")
            os.chmod(f"{folder}/_data", _MODE)
            with open(f"{folder}/volume.json", "w", encoding="utf-8") as file:
                file.write(dumps(made))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.rename(folder, f"{self.top}/{name}")
            except OSError:
                if not os.path.isdir(f"{self.top}/{name}"):
                    raise  # else another command was quicker
        finally:
            _remove(folder)

    def find(self, name: str) -> Volume:
        """A volume by its whole name; raises NotFound."""
        found = self._read(name) if is_name(name) else None
        if found is None:
            raise NotFound(f"get {name}: no such volume", "", "list them: volume ls", exit_code=1)
        return found

    def all(self) -> list[Volume]:
        """Every volume, by name."""
        try:
            names = sorted(os.listdir(self.top))
        except FileNotFoundError:
            return []
        found = (self._read(name) for name in names if not name.startswith("."))
        return [one for one in found if one is not None]

    def _read(self, name: str) -> Volume | None:
        from json import loads

        try:
            with open(f"{self.top}/{name}/volume.json", "rb") as file:
                content: Volume = loads(file.read())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise HostbridgeError(
                f"{self.top}/{name}/volume.json: is damaged", str(error)
            ) from error
        return {**content, "Mountpoint": f"{self.top}/{name}/_data"}

    def path(self, name: str) -> str:
        """The directory that containers see."""
        return f"{self.top}/{name}/_data"

    def keeping(self) -> int:
        """Hold the volumes while a container that uses some is being made; close what is returned."""
        return self._held(fcntl.LOCK_SH)

    def _held(self, how: int) -> int:
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, how)
        return descriptor

    def remove(self, name: str, users: Callable[[str], list[str]], *, force: bool = False) -> None:
        """Remove a volume. users gives the ids of the containers that have it.

        force: none that is not there is missed. Raises NotFound, Conflict.
        """
        held = self._held(fcntl.LOCK_EX)
        try:
            if force and (not is_name(name) or self._read(name) is None):
                return
            self.find(name)
            holders = users(name)
            if holders:
                raise Conflict(
                    f"remove {name}: volume is in use - [{', '.join(holders)}]", "",
                    f"remove the container first: rm {holders[0][:12]}", exit_code=1,
                )  # fmt: skip
            gone = f"{self.top}/.gone-{os.urandom(8).hex()}"
            os.rename(f"{self.top}/{name}", gone)
        except OSError as error:
            raise HostbridgeError(f"remove {name}: {error.strerror}") from error
        finally:
            os.close(held)
        _remove(gone)

    def prune(
        self, users: Callable[[str], list[str]], wanted: Callable[[Volume], bool]
    ) -> Iterator[tuple[str, int]]:
        """Remove what no container has and ``wanted`` says; gives names and bytes as they go."""
        for volume in self.all():
            if not wanted(volume):
                continue
            freed = disk_usage(volume["Mountpoint"])
            try:
                self.remove(volume["Name"], users)
            except (Conflict, NotFound):
                continue
            yield volume["Name"], freed

    def sweep(self) -> None:
        """Remove what crashed commands left."""
        held = self._held(fcntl.LOCK_EX)
        try:
            for name in os.listdir(self.top) if os.path.isdir(self.top) else ():
                if name.startswith((".new-", ".gone-")):
                    _remove(f"{self.top}/{name}")
        finally:
            os.close(held)


def disk_usage(top: str) -> int:
    """Bytes of the files below a directory, each inode once; what may not be read is not counted."""
    seen: set[tuple[int, int]] = set()
    total = 0
    for folder, _, files in os.walk(top):
        for name in files:
            try:
                found = os.lstat(f"{folder}/{name}")
            except OSError:
                continue
            if found.st_nlink < 2 or (found.st_dev, found.st_ino) not in seen:
                total += found.st_size
                seen.add((found.st_dev, found.st_ino))
    return total


def _now() -> str:
    import time

    return (
        time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime())[:-2] + ":" + time.strftime("%z")[-2:]
    )


def _remove(path: str) -> None:
    """Remove a tree, also what containers' users own; what is gone already is fine."""
    if not os.path.lexists(path):
        return
    from hostbridge_kernel.containers.clearing import clear
    from hostbridge_kernel.runtime import owning

    try:
        owning.call(lambda: clear(path))
    except OSError as error:
        raise HostbridgeError(f"{path}: cannot be removed", str(error)) from error
