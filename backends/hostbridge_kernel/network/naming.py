"""Which addresses a name has for one container: those of its neighbours, by the leases."""

from __future__ import annotations

import os

from hostbridge_kernel.network import leases, subnets
from hostbridge_kernel.network.networks import is_default

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping

    from hostbridge_kernel.network.networks import Networks


class Naming:
    """The names that one container can resolve. Reads the leases again when they have changed.

    links are names that mean another container to this one alone (``--link NAME:ALIAS``).
    """

    def __init__(self, networks: Networks, container: str, links: Mapping[str, str]) -> None:
        self._networks, self._container = networks, container
        self._links = links
        self._seen: object = None
        self._forward: dict[str, list[bytes]] = {}
        self._reverse: dict[bytes, str] = {}
        self._turn = 0
        self._outside = False

    def addresses(self, name: str, size: int) -> list[bytes] | None:
        """The addresses of a family (4 or 16 bytes), in turns; None for a name that is nobody's."""
        self._refresh()
        found = self._forward.get(self._links.get(name, name))
        if found is None:
            return None
        wanted = [address for address in found if len(address) == size]
        if len(wanted) > 1:
            self._turn = (self._turn + 1) % len(wanted)
            wanted = wanted[self._turn :] + wanted[: self._turn]
        return wanted

    def name(self, address: bytes) -> str | None:
        """The name of a neighbour's address."""
        self._refresh()
        return self._reverse.get(address)

    def outside(self) -> bool:
        """Whether the container is on a network from which other names can be asked for."""
        self._refresh()
        return self._outside

    def _refresh(self) -> None:
        try:
            about = os.stat(f"{self._networks.folder}/{leases.NAME}")
            seen = (about.st_mtime_ns, about.st_ino, about.st_size)
        except OSError:
            seen = None
        if seen is not None and seen == self._seen:
            return
        self._seen = seen
        endpoints = leases.look(self._networks.folder)
        mine = endpoints.get(self._container, {"Networks": {}, "Outside": ""})
        self._outside = bool(mine.get("Outside"))
        self._forward, self._reverse = table(self._networks, endpoints, mine)


def table(
    networks: Networks, endpoints: dict[str, dict[str, Any]], mine: dict[str, Any]
) -> tuple[dict[str, list[bytes]], dict[bytes, str]]:
    """Names to addresses and back, on the networks of one lease on which names resolve."""
    forward: dict[str, list[bytes]] = {}
    reverse: dict[bytes, str] = {}
    for network_id in mine["Networks"]:
        network = networks.read(network_id)
        if network is None or is_default(network):
            continue
        below = network["Name"].lower()
        for lease in endpoints.values():
            place = lease["Networks"].get(network_id)
            if place is None:
                continue
            packed = [subnets.packed(place[key]) for key in ("Address", "Address6") if place[key]]
            for name in place["Names"]:
                for spelling in (name, f"{name}.{below}"):
                    known = forward.setdefault(spelling, [])
                    known += [address for address in packed if address not in known]
            for address in packed:
                reverse[address] = f"{lease['Name'] or place['Names'][0]}.{below}"
    return forward, reverse
