"""Putting a container on its networks before its process starts, and taking it off after.

Everything of an instance happens under the lock of its leases; what is made is noted there first.
"""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError
from hostbridge_kernel.containers import processes
from hostbridge_kernel.network import (
    bridging,
    endpoints,
    files,
    forwarding,
    namespaces,
    ports,
    removal,
    settings,
    subnets,
)
from hostbridge_kernel.network import networks as definitions
from hostbridge_kernel.network.leases import Leases
from hostbridge_kernel.network.netlink import NetlinkError
from hostbridge_kernel.network.rtnetlink import Links
from hostbridge_kernel.network.rules import Rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.network.endpoints import Asked
    from hostbridge_kernel.network.networks import Networks


def attach(networks: Networks, record: dict[str, Any], pid: int) -> dict[str, Any]:
    """Give a container its networks; its published ports answer when this returns.

    record is the container's (docker's inspect shape: Id, Name, Config, HostConfig,
    NetworkingConfig); pid a process of it that waits, in its network namespace. Writes the
    container's ``hosts`` and ``resolv.conf``. Returns docker's NetworkSettings. Raises
    HostbridgeError, and has undone everything then.
    """
    mode = endpoints.mode(record)
    if mode.startswith("container:"):
        return settings.empty()
    if mode in ("host", "none"):
        if mode == "none":
            _loopback(pid)
        files.write(networks.data, record, [], "", own_resolver=False)
        return settings.empty(mode, networks.find(mode))
    wanted = endpoints.asked(networks, record)
    for network, asked in wanted:
        endpoints.refuse_on_default(network, asked)
    bindings = ports.wanted(record)
    container = record["Id"]
    try:
        with Leases(networks.folder) as leases, Links() as links:
            for dead in leases.dead():
                removal.remove(networks, leases, links, dead)
            if container in leases.endpoints:
                removal.remove(networks, leases, links, container)
            try:
                lease = _attach(networks, leases, links, record, pid, wanted, bindings)
            except BaseException:
                removal.remove(networks, leases, links, container)
                raise
            return settings.of_lease(networks, container, lease, pid)
    except OSError as error:
        raise _refused(record, error) from error


def detach(networks: Networks, container: str) -> None:
    """Take away what a container had on its networks. Safe to repeat."""
    with Leases(networks.folder) as leases, Links() as links:
        for gone in {container, *leases.dead()} & set(leases.endpoints):
            removal.remove(networks, leases, links, gone)


def _attach(
    networks: Networks, leases: Leases, links: Links, record: dict[str, Any], pid: int,
    wanted: list[Asked], bindings: list[ports.Wanted],
) -> dict[str, Any]:  # fmt: skip
    container = record["Id"]
    lease: dict[str, Any] = {
        "Name": str(record.get("Name") or "").lstrip("/"),
        "Pid": pid, "StartTime": processes.start_time(pid), "Keeper": [0, 0],
        "Networks": {network["Id"]: removal.NO_PLACE for network, _ in wanted}, "Ports": [],
        "Exposed": sorted((record.get("Config") or {}).get("ExposedPorts") or {}),
    }  # fmt: skip
    leases.endpoints[container] = lease
    leases.save()
    bridges = []
    for one in wanted:
        network = one[0]
        index, _made = bridging.bring_up(networks, links, network)
        others = [
            other["Networks"][network["Id"]]
            for key, other in leases.endpoints.items()
            if key != container and network["Id"] in other["Networks"]
        ]
        lease["Networks"][network["Id"]] = endpoints.place(networks, record, one, others)
        bridges.append((index, bridging.mtu(network), lease["Networks"][network["Id"]]))
    bound = _publish(leases, lease, wanted, bindings)
    leases.save()
    _wire(links, pid, bridges)
    _open_rules(networks, leases, lease)
    own_resolver = _needs_resolver(record, wanted)
    gateway = next((place["Gateway"] for _, _, place in bridges if place["Gateway"]), "")
    addresses = [place["Address"] for _, _, place in bridges if place["Address"]]
    addresses += [place["Address6"] for _, _, place in bridges if place["Address6"]]
    files.write(networks.data, record, addresses, gateway, own_resolver=own_resolver)
    if bound or own_resolver:
        _keep(networks, lease, container, pid, bound)
    return lease


def _publish(
    leases: Leases, lease: dict[str, Any], wanted: list[Asked], bindings: list[ports.Wanted]
) -> list[ports.Bound]:
    """Bind the ports of a container, if it is on a network that has an outside."""
    outside = [network["Id"] for network, _ in wanted if not network["Internal"]]
    lease["Outside"] = outside[0] if outside else ""
    bound: list[ports.Bound] = []
    try:
        for one in bindings if outside else ():
            bound += ports.bind(one, leases.endpoints)
    except BaseException:
        for made in bound:
            made.socket.close()
        raise
    lease["Ports"] = [
        [one.protocol, subnets.shown(one.host), one.host_port, one.port] for one in bound
    ]
    return bound


def _wire(links: Links, pid: int, bridges: list[tuple[int, int, dict[str, Any]]]) -> None:
    """A pair of links for each network, and inside addresses and a default route."""
    namespace = namespaces.of_process(pid)
    try:
        for at, (index, mtu, place) in enumerate(bridges):
            mac = bytes(int(part, 16) for part in place["Mac"].split(":"))
            links.make_veth(place["Link"], index, namespace, f"eth{at}", mac, mtu)
        with namespaces.within(namespace), Links() as inner:
            inner.set_up(inner.index("lo"))
            for at, (_index, _mtu, place) in enumerate(bridges):
                configure(inner, f"eth{at}", place)
            for key in ("Gateway", "Gateway6"):
                gateway = next((place[key] for _, _, place in bridges if place[key]), "")
                if gateway:
                    inner.add_default_route(subnets.packed(gateway))
    finally:
        os.close(namespace)


def configure(inner: Links, name: str, place: dict[str, Any]) -> None:
    """Bring a link inside up, with its addresses."""
    index = inner.index(name)
    for suffix in ("", "6"):
        if place["Address" + suffix]:
            address = subnets.packed(place["Address" + suffix])
            inner.add_address(index, address, place["Prefix" + suffix])
    inner.set_up(index)


def _open_rules(networks: Networks, leases: Leases, lease: dict[str, Any]) -> None:
    """Let packets through; where this kernel has no nftables, the keeper alone carries ports."""
    try:
        with Rules(networks.instance) as rules:
            rules.add(
                removal.nets(networks, lease), removal.published(lease),
                removal.everything(networks, leases),
            )  # fmt: skip
            forwarding.let_through(rules.tables, networks.instance, legacy=True)
    except NetlinkError as error:
        if not removal.unsupported(error):
            raise


def _needs_resolver(record: dict[str, Any], wanted: list[Asked]) -> bool:
    """Names resolve on networks of the user; elsewhere only where the host's servers are its own."""
    if any(not definitions.is_default(network) for network, _ in wanted):
        return True
    if (record.get("HostConfig") or {}).get("Dns"):
        return False
    servers = files.resolvers(files.host_resolv_conf())
    return bool(servers) and not files.reachable(servers)


def _keep(
    networks: Networks, lease: dict[str, Any], container: str, pid: int, bound: list[ports.Bound]
) -> None:
    from hostbridge_kernel.network import keeper

    place = lease["Networks"].get(lease["Outside"]) or {}
    addresses = [subnets.packed(place[key]) for key in ("Address", "Address6") if place.get(key)]

    def serve(loop: Any) -> Any:
        return keeper.serve_ports(loop, bound, addresses)

    def cleanup() -> None:
        with Leases(networks.folder) as leases, Links() as links:
            held = leases.endpoints.get(container)
            if held is not None and (held["Pid"], held["StartTime"]) == (pid, lease["StartTime"]):
                removal.remove(networks, leases, links, container)

    started = keeper.start(pid, [one.socket.fileno() for one in bound], serve, cleanup)
    for one in bound:
        one.socket.close()
    lease["Keeper"] = [started, processes.start_time(started)]


def _loopback(pid: int) -> None:
    namespace = namespaces.of_process(pid)
    try:
        with namespaces.within(namespace), Links() as inner:
            inner.set_up(inner.index("lo"))
    finally:
        os.close(namespace)


def _refused(record: dict[str, Any], error: OSError) -> HostbridgeError:
    import errno

    denied = error.errno in (errno.EPERM, errno.EACCES)
    return HostbridgeError(
        f"the network of {str(record.get('Name') or record['Id'][:12]).lstrip('/')} cannot be made: "
        f"{error.strerror or error}",
        "this process has no CAP_NET_ADMIN here" if denied else "",
        "run with --network host or --network none" if denied else "",
    )  # fmt: skip
