"""Networks for the containers of an ordinary user.

Outward by pasta or slirp4netns (``uplinks``); published ports by a keeper that accepts on the host and
connects inside, with nothing installed; between containers on a network of the user's by ``switch``;
names as everywhere by a keeper's resolver. Addresses are noted in the same leases as root's.
"""

from __future__ import annotations

import os

from hostbridge_kernel.containers import processes
from hostbridge_kernel.network import (
    attach,
    bridging,
    endpoints,
    entering,
    files,
    inside,
    keeper,
    ports,
    removal,
    serving,
    subnets,
    switch,
    uplinks,
)  # fmt: skip
from hostbridge_kernel.network import networks as definitions
from hostbridge_kernel.network.leases import Leases
from hostbridge_kernel.network.rtnetlink import Links

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.network.endpoints import Asked
    from hostbridge_kernel.network.networks import Networks


def connect_all(
    networks: Networks, leases: Leases, links: Links, record: dict[str, Any],
    wanted: list[Asked], bindings: list[ports.Wanted],
) -> None:  # fmt: skip
    """What ``attach`` does for root, for an ordinary user: the lease is noted already."""
    container = record["Id"]
    lease = leases.endpoints[container]
    lease["Rootless"] = True
    own = [one for one in wanted if not definitions.is_default(one[0])]
    for one in wanted:
        lease["Networks"][one[0]["Id"]] = _place(networks, leases, links, record, one, own)
    bound: list[ports.Bound] = []
    taps: list[tuple[str, int]] = []
    uplink = uplinks.Uplink("none")
    try:
        outside = [network["Id"] for network, _ in wanted if not network["Internal"]]
        lease["Outside"] = outside[0] if outside else ""
        for binding in bindings if outside else ():
            bound += ports.bind(binding, leases.endpoints)
        lease["Ports"] = [
            [one.protocol, subnets.shown(one.host), one.host_port, one.port] for one in bound
        ]
        leases.save()
        if outside:
            link = f"eth{len(own)}"
            uplink, lease["Passed"] = uplinks.start(lease["Pid"], networks.folder, link)
            if uplink.pid:
                lease["Keepers"].append([uplink.pid, processes.start_time(uplink.pid)])
                leases.save()
        made = entering.inside(lease["Pid"], lambda: _inside(lease, own, uplink))
        taps = list(zip([network["Id"] for network, _ in own], made[2:]))
        for network_id, tap in taps:
            switch.join(networks.folder, network_id, tap, _starter(networks))
        _serve(networks, leases, record, lease, bound, made[:2], uplink)
    finally:
        for made_socket in bound:
            made_socket.socket.close()
        for descriptor in [tap for _, tap in taps] + ([uplink.hold] if uplink.hold >= 0 else []):
            os.close(descriptor)
    leases.save()


def _place(
    networks: Networks, leases: Leases, links: Links, record: dict[str, Any], one: Asked,
    own: list[Asked],
) -> dict[str, Any]:  # fmt: skip
    """A container's place: by the network's subnet where it has neighbours, else the uplink's address."""
    network = one[0]
    if one not in own:
        return {
            **removal.NO_PLACE, "Address": uplinks.ADDRESS, "Prefix": uplinks.PREFIX,
            "Gateway": uplinks.GATEWAY, "Inside": f"eth{len(own)}",
            "Names": endpoints.names_of(record, one[1]),
        }  # fmt: skip
    attach.renew(networks, network)
    bridging.settle(networks, links, network)
    place = endpoints.place(networks, record, one, attach.places(leases, record, network))
    place["Inside"] = f"eth{own.index(one)}"
    place["Gateway"] = place["Gateway6"] = ""  # the way out is the uplink's
    return place


def _inside(lease: dict[str, Any], own: list[Asked], uplink: uplinks.Uplink) -> list[int]:
    """Inside the container's namespaces: links, addresses, a resolver's sockets; gives descriptors."""
    taps = []
    with Links() as links:
        links.set_up(links.index("lo"))
        for network, _ in own:
            place = lease["Networks"][network["Id"]]
            taps.append(switch.open_tap(place["Inside"]))
            index = links.index(place["Inside"])
            mac = bytes(int(part, 16) for part in place["Mac"].split(":"))
            links.configure(index, mac, bridging.mtu(network) or switch.MTU)
            for suffix in ("", "6"):
                if place["Address" + suffix]:
                    packed = subnets.packed(place["Address" + suffix])
                    links.add_address(index, packed, place["Prefix" + suffix])
            links.set_up(index)
        if not uplink.pid and lease["Outside"]:
            # Nobody carries packets, but published ports have an address to go to.
            links.add_address(links.index("lo"), subnets.packed(uplinks.ADDRESS), 32)
    sockets = inside.resolver_pair()
    return [*(one.detach() for one in sockets), *taps]


def _starter(networks: Networks) -> Any:
    def start(serve: Any, keep: list[int]) -> int:
        return keeper.start(keeper.Work(networks.instance, 0, keep, serve))

    return start


def _serve(
    networks: Networks, leases: Leases, record: dict[str, Any], lease: dict[str, Any],
    bound: list[ports.Bound], sockets: list[int], uplink: uplinks.Uplink,
) -> None:  # fmt: skip
    """Its files, and its keepers: one for names on the host's side, one for ports on the container's."""
    import _socket

    asked = record.get("HostConfig") or {}
    upstream = list(asked.get("Dns") or []) or files.resolvers(files.host_resolv_conf())
    places = list(lease["Networks"].values())
    addresses = [place[key] for key in ("Address", "Address6") for place in places if place[key]]
    gateway = uplinks.GATEWAY if uplink.pid else ""
    files.write(networks.data, record, addresses, gateway, own_resolver=True)
    opened = [_socket.socket(fileno=number) for number in sockets]
    try:
        made = keeper.Serving(
            networks=networks, container=record["Id"], pid=lease["Pid"],
            started=lease["StartTime"], bound=[], resolver=opened, upstream=upstream, addresses=[],
            links=serving.links_of(asked), hold=uplink.hold, within=0,
        )  # fmt: skip
        _note(leases, lease, keeper.serve(made))
        if bound:
            target = subnets.packed(next(iter(addresses), uplinks.ADDRESS))
            made = keeper.Serving(
                networks=networks, container=record["Id"], pid=lease["Pid"],
                started=lease["StartTime"], bound=bound, resolver=(), upstream=[],
                addresses=[target], links={}, hold=-1, within=lease["Pid"],
            )  # fmt: skip
            _note(leases, lease, keeper.serve(made))
    finally:
        for one in opened:
            one.close()


def _note(leases: Leases, lease: dict[str, Any], pid: int) -> None:
    lease["Keepers"].append([pid, processes.start_time(pid)])
    leases.save()
