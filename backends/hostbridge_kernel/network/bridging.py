"""A network's bridge: made with the first container on it, taken away after the last."""

from __future__ import annotations

import _socket

from hostbridge.errors import Conflict
from hostbridge_kernel.network import forwarding, names, subnets
from hostbridge_kernel.network import networks as definitions
from hostbridge_kernel.network.rules import Net

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.network.networks import Networks
    from hostbridge_kernel.network.rtnetlink import Links


def bring_up(networks: Networks, links: Links, network: dict[str, Any]) -> tuple[int, bool]:
    """A network's bridge, up, with its addresses: its index, and whether it was made now.

    A subnet that we had chosen, and that something else on the host has come to use, is chosen again
    (the network is changed, and written). Raises Conflict where a user had chosen it.
    """
    name = names.bridge(networks.instance, network["Id"])
    index = links.index(name)
    if index:
        return index, False
    with subnets.host_lock():
        settle(networks, links, network)
        four = definitions.gateway_of(network, 4)
        mac = names.mac(four) if four else b"\x02\x42" + bytes.fromhex(network["Id"][:8])
        index = links.make_bridge(name, mac, mtu(network))
        for size in (4, 16):
            net, gateway = (
                definitions.subnet_of(network, size),
                definitions.gateway_of(network, size),
            )
            if net and gateway:
                links.add_address(index, gateway, net[1])
    # 127.0.0.1 of the host is to reach published ports; rules keep the other direction shut.
    forwarding.write_sysctl(f"ipv4/conf/{name}/route_localnet", "1")
    if not network["Internal"]:
        forwarding.switch_on(six=definitions.subnet_of(network, 16) is not None)
    return index, True


def settle(networks: Networks, links: Links, network: dict[str, Any]) -> None:
    """See that a network has subnets, and that nothing else on this host uses them."""
    held = taken(networks, links, network["Id"])
    config: list[dict[str, Any]] = network["IPAM"]["Config"]
    chosen = network.get("Hostbridge", {}).get("Chosen", False)
    mine = definitions.subnet_of(network, 4)
    in_use = [other for other in held if mine and subnets.overlap(mine, other)]
    if mine is not None and not in_use:
        return
    if mine is None and config and not chosen:
        return  # IPv6 alone, by the user's word
    if mine is not None and not chosen:
        # A part of what a wider route covers may be meant so; what is as narrow is somebody's own.
        used = next((other for other in in_use if other[1] >= mine[1]), None)
        if used is None:
            return
        raise Conflict(
            f"network {network['Name']}: {subnets.shown(mine[0])}/{mine[1]} is in use on this host",
            f"there is a route or a network for {subnets.shown(used[0])}/{used[1]}",
            "make the network again with another --subnet, or end what uses it",
        )
    net, length = subnets.free(held)
    row = {
        "Subnet": f"{subnets.shown(net)}/{length}",
        "Gateway": subnets.shown(subnets.gateway((net, length))),
    }
    network["IPAM"]["Config"] = [row, *(one for one in config if ":" in one["Subnet"])]
    networks.write(network)


def taken(networks: Networks, links: Links, but: str) -> list[tuple[bytes, int]]:
    """The subnets that are in use on this host, those of this instance's other networks among them."""
    held = [
        (route.destination, route.prefix)
        for route in links.routes()
        if route.prefix and not (route.family == _socket.AF_INET and route.destination[0] == 127)
    ]
    for network in networks.all():
        if network["Id"] != but:
            held += definitions.subnets_of(network)
    return held + _podmans()


def _podmans() -> list[tuple[bytes, int]]:
    """Subnets of podman's networks, which have no interface while nothing runs on them."""
    import os

    found: list[tuple[bytes, int]] = []
    for folder in ("/etc/containers/networks", "/etc/cni/net.d"):
        try:
            files = os.listdir(folder)
        except OSError:
            continue
        for name in files:
            found += _subnets_in(f"{folder}/{name}")
    return found


def _subnets_in(path: str) -> list[tuple[bytes, int]]:
    import re

    found = []
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(1 << 20)
    except OSError:
        return []
    for match in re.findall(r'"subnet"\s*:\s*"([^"]+)"', text):
        try:
            found.append(subnets.parsed(match))
        except ValueError:
            continue
    return found


def mtu(network: dict[str, Any]) -> int:
    """The MTU that a network was made with, 0 for the kernel's default."""
    text = str(network["Options"].get(definitions.MTU, ""))
    return int(text) if text.isdigit() else 0


def net_of(networks: Networks, network: dict[str, Any]) -> Net:
    """What the rules have to know of a network."""
    name = names.bridge(networks.instance, network["Id"])
    masquerade = network["Options"].get("com.docker.network.bridge.enable_ip_masquerade", "true")
    nets = tuple(definitions.subnets_of(network)) if masquerade != "false" else ()
    return Net(name, nets, bool(network["Internal"]))
