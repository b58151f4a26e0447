"""Networks and volumes: what their handles can do beyond what every handle can."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hostbridge.api.handle import Collection, Handle
from hostbridge.api.records import NetworkInfo, VolumeInfo
from hostbridge.api.words import name_of, words
from hostbridge.engine.adapting import network_record, volume_record
from hostbridge.errors import CommandFailed, Conflict, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.api.handle import Named
    from hostbridge.api.options import Pairs
    from hostbridge.contract.engine import Kind

_NETWORK = {
    "driver": ("--driver", "text"),
    "subnet": ("--subnet", "text"),
    "gateway": ("--gateway", "text"),
    "internal": ("--internal", "switch"),
    "ipv6": ("--ipv6", "switch"),
    "labels": ("--label", "pairs"),
    "options": ("--opt", "pairs"),
}
_CONNECT = {
    "aliases": ("--alias", "each"),
    "ip": ("--ip", "text"),
}
_VOLUME = {
    "driver": ("--driver", "text"),
    "labels": ("--label", "pairs"),
    "options": ("--opt", "pairs"),
}


class Network(Handle):
    """One network. As a context manager it is removed when the block is left; what is still connected
    is disconnected first.
    """

    kind: ClassVar[Kind] = "network"

    def info(self) -> NetworkInfo:
        """What the engine knows of it now; raises NotFound."""
        return NetworkInfo.of(network_record(self.inspect()))

    @property
    def name(self) -> str:
        """Its name, asked of the engine."""
        return self.info().name

    def connect(self, container: str | Named, *, aliases: Sequence[str] = (), ip: str = "") -> None:
        """Join a container to it; aliases are more names that it has there."""
        options = words(_CONNECT, {"aliases": aliases, "ip": ip or None})
        argv = ["network", "connect", *options, name_of(self), name_of(container)]
        self._channel.ask(argv)

    def disconnect(self, container: str | Named, *, force: bool = False) -> None:
        """Take a container out of it."""
        options = ["--force"] if force else []
        argv = ["network", "disconnect", *options, name_of(self), name_of(container)]
        self._channel.ask(argv)

    def remove(self, *, force: bool = False) -> None:
        """Remove it; force disconnects what is in it first. Raises NotFound or Conflict."""
        argv = ["network", "rm", name_of(self)]
        try:
            self._channel.ask(argv)
        except Conflict:
            if not force:
                raise
            for container in self._connected():
                try:
                    self.disconnect(container, force=True)
                except (NotFound, CommandFailed):
                    continue
            self._channel.ask(argv)

    def _connected(self) -> list[str]:
        told = self.inspect().get("Containers") or {}
        if told:
            return list(told)
        name = self.name
        found = self._channel.lines(["ps", "-a", "-q", "--no-trunc", f"--filter=network={name}"])
        return [line.strip() for line in found]


class Volume(Handle):
    """One volume. As a context manager it is removed, with what is in it, when the block is left."""

    kind: ClassVar[Kind] = "volume"

    def info(self) -> VolumeInfo:
        """What the engine knows of it now; raises NotFound."""
        return VolumeInfo.of(volume_record(self.inspect()))

    @property
    def name(self) -> str:
        """Its name."""
        return self.key


class Networks(Collection[Network]):
    """All networks of the engine."""

    handle = Network

    def create(
        self,
        name: str,
        *,
        driver: str | None = None,
        subnet: str | None = None,
        gateway: str | None = None,
        internal: bool = False,
        ipv6: bool = False,
        labels: Pairs | None = None,
        options: Pairs | None = None,
    ) -> Network:
        """Make a network; raises Conflict for a name that is taken."""
        given = {
            "driver": driver, "subnet": subnet, "gateway": gateway, "internal": internal,
            "ipv6": ipv6, "labels": labels, "options": options,
        }  # fmt: skip
        self._channel.ask(["network", "create", *words(_NETWORK, given), name_of(name)])
        return Network(self._channel, name)

    def infos(self) -> Sequence[NetworkInfo]:
        """What the engine knows of each, in one call."""
        return [NetworkInfo.of(one) for one in self._records(False, ())]


class Volumes(Collection[Volume]):
    """All volumes of the engine."""

    handle = Volume
    identifies = "name"

    def create(
        self,
        name: str = "",
        *,
        driver: str | None = None,
        labels: Pairs | None = None,
        options: Pairs | None = None,
    ) -> Volume:
        """Make a volume; without a name the engine chooses one. One that exists is taken as it is."""
        given = {"driver": driver, "labels": labels, "options": options}
        argv = ["volume", "create", *words(_VOLUME, given), *([name_of(name)] if name else [])]
        return Volume(self._channel, self._channel.lines(argv)[-1].strip())

    def infos(self) -> Sequence[VolumeInfo]:
        """What the engine knows of each, in one call."""
        return [VolumeInfo.of(one) for one in self._records(False, ())]
