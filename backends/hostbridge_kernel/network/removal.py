"""Taking away what a container had on its networks, and with the last one the networks' own things."""

from __future__ import annotations

import errno
import os

from hostbridge_kernel.containers import processes
from hostbridge_kernel.network import bridging, forwarding, names, subnets
from hostbridge_kernel.network.netlink import NetlinkError
from hostbridge_kernel.network.rules import Net, Port, Rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.network.leases import Leases
    from hostbridge_kernel.network.networks import Networks
    from hostbridge_kernel.network.rtnetlink import Links

NO_PLACE: dict[str, Any] = {
    "Link": "", "Address": "", "Prefix": 0, "Gateway": "", "Address6": "", "Prefix6": 0,
    "Gateway6": "", "Mac": "", "Inside": "", "Names": [], "Aliases": [],
}  # fmt: skip
"""A place that is noted before anything of it exists."""
_PATIENCE = 10.0
_KILL = 9  # SIGKILL, without ``signal``, whose enums cost a start 3 ms


def remove(networks: Networks, leases: Leases, links: Links, container: str) -> None:
    """Take a container off its networks, whatever was made of it. Safe to repeat, and after a crash."""
    lease = leases.endpoints.get(container)
    if lease is None:
        return
    end_keepers(lease)
    if lease.get("Rootless"):  # the rest went with its namespaces
        del leases.endpoints[container]
        leases.save()
        return
    others = [one for key, one in leases.endpoints.items() if key != container]
    left = {network for one in others for network in one["Networks"]}
    gone = [network for network in lease["Networks"] if network not in left]
    unwanted = [names.veth(networks.instance, container, network) for network in lease["Networks"]]
    unwanted += [names.bridge(networks.instance, network) for network in gone]
    try:
        with Rules(networks.instance) as rules:
            if others:
                ended = {**lease, "Networks": {key: lease["Networks"][key] for key in gone}}
                rules.remove(nets(networks, ended), published(lease))
            else:
                rules.clear()
                forwarding.no_more(rules.tables, networks.instance)
    except NetlinkError as error:
        if not unsupported(error):
            raise
    links.remove_all(unwanted)
    del leases.endpoints[container]
    leases.save()


def end_keepers(lease: dict[str, Any]) -> None:
    """Kill a container's keeper, unless we are it."""
    for pid, started in lease["Keepers"]:
        if pid == os.getpid() or not processes.alive(pid, started):
            continue
        try:
            os.kill(pid, _KILL)
        except ProcessLookupError:
            continue
        processes.wait_gone(pid, started, _PATIENCE)
    lease["Keepers"] = []


def nets(networks: Networks, lease: dict[str, Any]) -> list[Net]:
    """What the rules have to know of a lease's networks."""
    found = []
    for network_id in lease["Networks"]:
        network = networks.read(network_id)
        if network is not None:
            found.append(bridging.net_of(networks, network))
    return found


def published(lease: dict[str, Any]) -> list[Port]:
    """A lease's ports as rules have them: those whose container has an address of the family."""
    place = lease["Networks"].get(lease.get("Outside", ""))
    found = []
    for protocol, host, host_port, port in lease["Ports"] if place else ():
        packed = subnets.packed(host)
        address = place["Address" if len(packed) == 4 else "Address6"] if place else ""
        if address:
            found.append(Port(protocol, packed, host_port, subnets.packed(address), port))
    return found


def everything(networks: Networks, leases: Leases) -> tuple[list[Net], list[Port]]:
    """What the rules have to hold for all that runs."""
    used = {network: None for lease in leases.endpoints.values() for network in lease["Networks"]}
    ports = [port for lease in leases.endpoints.values() for port in published(lease)]
    return nets(networks, {"Networks": used}), ports


def unsupported(error: OSError) -> bool:
    """Whether the kernel has no nftables."""
    return error.errno in (
        errno.EOPNOTSUPP,
        errno.EPROTONOSUPPORT,
        errno.EAFNOSUPPORT,
        errno.EINVAL,
    )
