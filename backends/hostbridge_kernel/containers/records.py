"""The records of containers: made whole, found by name or id, removed."""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError, NotFound
from hostbridge_kernel.containers import state
from hostbridge_kernel.containers.clock import stamp
from hostbridge_kernel.containers.files import Lock, read_json, write_json
from hostbridge_kernel.containers.names import Names, check
from hostbridge_kernel.containers.places import Places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Optional

_ID_LENGTH = 64
_HEX = frozenset("0123456789abcdef")
CODE_FAILED = 1
"""What a command ends with that names a container which is not there (docker's code)."""


class Container:
    """One container: what was asked for (config, docker's inspect shape), and its state by request."""

    def __init__(self, places: Places, container: str, config: dict[str, Any]) -> None:
        self.id = container
        self.places = places
        self.folder = places.folder(container)
        self.config = config

    @property
    def name(self) -> str:
        """Without docker's leading ``/``."""
        name: str = self.config["Name"]
        return name[1:] if name[:1] == "/" else name

    @property
    def auto_remove(self) -> bool:
        """Whether it was made with ``--rm``."""
        return bool(self.config["HostConfig"].get("AutoRemove"))

    @property
    def log(self) -> str:
        """The file of its log."""
        return f"{self.folder}/{self.id}-json.log"

    def state(self) -> dict[str, Any]:
        """What ``state.json`` says (see ``state``); that of a new one where a crash took it."""
        return read_json(f"{self.folder}/state.json") or state.fresh()

    def write_state(self, content: dict[str, Any]) -> None:
        """Put ``state.json`` in place. Call it with the lock held."""
        write_json(f"{self.folder}/state.json", content)

    def lock(self, *, wait: bool = True) -> Lock:
        """The lock under which its state changes."""
        return Lock(f"{self.folder}/lock", wait=wait)

    def change(self, change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        """Change its state under the lock; returns the new one. NotFound where it is gone."""
        try:
            with self.lock():
                if not self.there():
                    raise FileNotFoundError
                content = self.state()
                change(content)
                self.write_state(content)
        except FileNotFoundError:
            raise missing(self.id) from None
        return content

    def write_config(self) -> None:
        """Put ``config.json`` in place; on the disk, unless it goes with its process anyway."""
        write_json(f"{self.folder}/config.json", self.config, durable=not self.auto_remove)

    def there(self) -> bool:
        """Whether it has not been removed."""
        return os.path.exists(f"{self.folder}/config.json")


class Containers:
    """All containers of a data directory; safe for many processes at once."""

    def __init__(self, data: str, env: Optional[Mapping[str, str]] = None) -> None:
        self.places = Places(data, os.environ if env is None else env)
        self.names = Names(self.places.names, self.places.containers)

    def create(
        self,
        record: dict[str, Any],
        name: str = "",
        prepare: Callable[[Container], None] = lambda _made: None,
    ) -> Container:
        """Make a container of docker's inspect shape (Config, HostConfig, Image, …).

        Id, Name and Created are added. prepare is called while nobody else sees it: what it raises
        undoes everything. Raises Conflict for a name that is taken, UsageError for one that is none.
        """
        wanted = check(name) if name else ""
        self.places.make()
        container = os.urandom(_ID_LENGTH // 2).hex()
        folder = self.places.folder(container)
        os.mkdir(folder, 0o700)
        lock = Lock(f"{folder}/lock")
        lock.take()
        try:
            if wanted:
                self.names.take(wanted, container)
            else:
                wanted = self.names.invent(container)
            record = {**record, "Id": container, "Name": f"/{wanted}", "Created": stamp()}
            made = Container(self.places, container, record)
            prepare(made)
            made.write_state(state.fresh())
            made.write_config()
        except BaseException:
            if wanted:
                self.names.free(wanted, container)
            self.discard(folder)
            raise
        finally:
            lock.free()
        return made

    def get(self, container: str) -> Optional[Container]:
        """By its full id; None where it is not there."""
        config = read_json(f"{self.places.folder(container)}/config.json")
        return None if config is None else Container(self.places, container, config)

    def find(self, text: str) -> Container:
        """By id, name, or the beginning of an id, in this order; raises NotFound in docker's words."""
        plain = text[1:] if text[:1] == "/" else text
        if plain and "/" not in plain and plain not in (".", "..", "names"):
            for container in (
                plain if len(plain) == _ID_LENGTH else None,
                self.names.holder(plain),
            ):
                found = self.get(container) if container else None
                if found is not None:
                    return found
            if _HEX.issuperset(plain):
                return self._by_beginning(text, plain)
        raise missing(text)

    def _by_beginning(self, text: str, beginning: str) -> Container:
        near = [one for one in self._ids() if one.startswith(beginning)]
        found = [one for one in map(self.get, near) if one is not None]
        if len(found) > 1:
            raise HostbridgeError(
                f"Multiple IDs found with provided prefix: {text}", exit_code=CODE_FAILED
            )
        if not found:
            raise missing(text)
        return found[0]

    def all(self) -> list[Container]:
        """Every container, newest first. What a killed ``create`` or ``rm`` left is taken away."""
        found = []
        for container in self._ids():
            one = self.get(container)
            if one is None:
                self._sweep(container)
            else:
                found.append(one)
        return sorted(found, key=lambda one: str(one.config["Created"]), reverse=True)

    def rename(self, container: Container, name: str) -> None:
        """Give it another name; raises Conflict, UsageError."""
        wanted = check(name)
        old = container.name
        if wanted == old:
            raise HostbridgeError(
                "Renaming a container with the same name as its current name",
                exit_code=CODE_FAILED,
            )
        self.names.take(wanted, container.id)
        try:
            with container.lock():
                container.config["Name"] = f"/{wanted}"
                container.write_config()
        except BaseException:
            self.names.free(wanted, container.id)
            raise
        self.names.free(old, container.id)

    def remove(self, container: Container) -> None:
        """Take its record and files away, whatever its state. Safe to repeat.

        The record goes first: what a crash leaves behind it is rubbish that ``all`` takes away.
        """
        try:
            os.unlink(f"{container.folder}/config.json")
        except FileNotFoundError:
            pass
        self.names.free(container.name, container.id)
        self.discard(container.folder)

    def discard(self, folder: str) -> None:
        """Remove a directory of a container, which may hold files of its users."""
        from hostbridge_kernel.containers.clearing import clear

        if os.geteuid() == 0:
            clear(folder)
            return
        # What its users have written is theirs, and not this user's to take away.
        from hostbridge_kernel.runtime import owning

        owning.call(lambda: clear(folder))

    def _ids(self) -> list[str]:
        try:
            return [name for name in os.listdir(self.places.containers) if len(name) == _ID_LENGTH]
        except FileNotFoundError:
            return []

    def _sweep(self, container: str) -> None:
        folder = self.places.folder(container)
        try:
            with Lock(f"{folder}/lock", wait=False):
                if not os.path.exists(f"{folder}/config.json"):
                    # The directory goes last, as with remove: until then it is found again.
                    self.names.forget(container)
                    try:
                        os.unlink(self.places.socket(container))
                    except OSError:
                        pass
                    self.discard(folder)
        except OSError:  # it is being made, or gone meanwhile
            return


def missing(text: str) -> NotFound:
    """The error for a container that is not there."""
    return NotFound(f"No such container: {text}", exit_code=CODE_FAILED)
