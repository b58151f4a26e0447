"""Making and removing networks."""

from __future__ import annotations

import os

from hostbridge.errors import Conflict, HostbridgeError, NotFound, Unsupported, UsageError
from hostbridge_kernel.containers.clock import stamp
from hostbridge_kernel.network import bridging, removal, subnets
from hostbridge_kernel.network import networks as definitions
from hostbridge_kernel.network.leases import Leases
from hostbridge_kernel.network.rtnetlink import Links

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping, Sequence

    from hostbridge_kernel.network.networks import Networks

_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_REST = _FIRST | frozenset("_.-")
_DRIVERS = ("bridge", "default", "")
_RESERVED = (*definitions.BUILT_IN, "default", "container")


def create(
    networks: Networks,
    name: str,
    *,
    driver: str = "bridge",
    ranges: Sequence[Mapping[str, str]] = (),
    six: bool = False,
    internal: bool = False,
    attachable: bool = False,
    options: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A new network. ranges are rows of Subnet, Gateway and IPRange as text, each optional.

    Raises Conflict for a name or subnet that is taken, UsageError for what makes no sense,
    Unsupported for another driver than bridge.
    """
    _check_name(name)
    if driver not in _DRIVERS:
        raise Unsupported(
            f"network driver {driver}: the kernel engine has bridge alone", "",
            "use another engine for it: --engine docker, --engine podman", exit_code=1,
        )  # fmt: skip
    mtu = (options or {}).get(definitions.MTU)
    if mtu is not None and not (mtu.isascii() and mtu.isdigit() and 68 <= int(mtu) <= 65535):
        raise UsageError(f"invalid MTU: {mtu}", "", exit_code=1)
    rows = [_row(row) for row in ranges]
    network = definitions.shape(os.urandom(32).hex(), name, "bridge")
    network.update(
        Created=stamp(), EnableIPv6=six or any(":" in row["Subnet"] for row in rows),
        Internal=internal, Attachable=attachable, Options=dict(options or {}),
        Labels=dict(labels or {}),
    )  # fmt: skip
    network["IPAM"]["Options"] = {}
    network["IPAM"]["Config"] = rows
    network["Hostbridge"] = {"Chosen": not any(":" not in row["Subnet"] for row in rows)}
    with Leases(networks.folder), Links() as links:
        for other in networks.all():
            if other["Name"] == name:
                raise Conflict(f"network with name {name} already exists", "", exit_code=1)
            _check_overlap(network, other)
        if network["EnableIPv6"] and definitions.subnet_of(network, 16) is None:
            net, length = subnets.local6(network["Id"])
            gateway = subnets.shown(subnets.gateway((net, length)))
            rows.append({"Subnet": f"{subnets.shown(net)}/{length}", "Gateway": gateway})
        if network["Hostbridge"]["Chosen"]:
            with subnets.host_lock():
                bridging.settle(networks, links, network)
        networks.write(network)
    return network


def remove(networks: Networks, network: dict[str, Any]) -> None:
    """Remove a network that no running container uses. Raises Conflict, or for a built-in one."""
    name = network["Name"]
    if name in definitions.BUILT_IN:
        raise HostbridgeError(f"{name} is a pre-defined network and cannot be removed", exit_code=1)
    with Leases(networks.folder) as leases, Links() as links:
        for gone in leases.dead():  # their rules are found by the network's file
            removal.remove(networks, leases, links, gone)
        users = [
            lease["Name"]
            for lease in leases.endpoints.values()
            if network["Id"] in lease["Networks"]
        ]
        if users:
            raise Conflict(
                f"network {name} has active endpoints", f"running containers: {', '.join(users)}",
                "stop them, or network disconnect them", exit_code=1,
            )  # fmt: skip
        if networks.read(network["Id"]) is None:
            raise NotFound(f"network {name} not found", exit_code=1)
        networks.forget(network)


def _check_name(name: str) -> None:
    if name in _RESERVED:
        raise Conflict(
            f"operation is not permitted on predefined {name} network", "", "choose another name",
            exit_code=1,
        )  # fmt: skip
    if not name or name[0] not in _FIRST or not set(name) <= _REST:
        raise UsageError(
            f"invalid network name {name!r}: only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed", "",
            exit_code=1,
        )  # fmt: skip


def _row(row: Mapping[str, str]) -> dict[str, str]:
    """One subnet as inspect shows it, with its gateway."""
    try:
        net = subnets.parsed(row["Subnet"])
    except ValueError as error:
        raise UsageError(f"invalid subnet: {error}", "", exit_code=1) from None
    if net[1] > len(net[0]) * 8 - 2:
        raise UsageError(
            f"invalid subnet {row['Subnet']}: it has no room for a container", "", exit_code=1
        )
    made = {"Subnet": f"{subnets.shown(net[0])}/{net[1]}"}
    if row.get("IPRange"):
        try:
            within = subnets.parsed(row["IPRange"])
        except ValueError as error:
            raise UsageError(f"invalid ip-range: {error}", "", exit_code=1) from None
        if within[1] < net[1] or not subnets.overlap(within, net):
            raise UsageError(f"no matching subnet for range {row['IPRange']}", "", exit_code=1)
        made["IPRange"] = row["IPRange"]
    made["Gateway"] = row.get("Gateway") or subnets.shown(subnets.gateway(net))
    try:
        inside = subnets.inside(subnets.packed(made["Gateway"]), net)
    except ValueError as error:
        raise UsageError(f"invalid gateway: {error}", "", exit_code=1) from None
    if not inside:
        raise UsageError(f"no matching subnet for gateway {made['Gateway']}", "", exit_code=1)
    return made


def _check_overlap(network: dict[str, Any], other: dict[str, Any]) -> None:
    """A named subnet that another network has. One that was chosen for a network gives way later."""
    if other.get("Hostbridge", {}).get("Chosen"):
        return
    for mine in definitions.subnets_of(network):
        for theirs in definitions.subnets_of(other):
            if subnets.overlap(mine, theirs):
                raise Conflict(
                    "Pool overlaps with other one on this address space",
                    f"{subnets.shown(mine[0])}/{mine[1]} overlaps with network {other['Name']}",
                    "name another --subnet, or remove that network", exit_code=1,
                )  # fmt: skip
