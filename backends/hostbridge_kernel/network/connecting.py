"""Joining and leaving a network while a container runs."""

from __future__ import annotations

import os

from hostbridge.errors import Conflict, HostbridgeError, Unsupported
from hostbridge_kernel.network import (
    attach,
    endpoints,
    inside,
    names,
    namespaces,
    ports,
    removal,
    serving,
    settings,
    subnets,
)  # fmt: skip
from hostbridge_kernel.network.leases import Leases
from hostbridge_kernel.network.netlink import NetlinkError
from hostbridge_kernel.network.rtnetlink import Links
from hostbridge_kernel.network.rules import Rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.network.endpoints import Asked
    from hostbridge_kernel.network.networks import Networks


def connect(networks: Networks, record: dict[str, Any], one: Asked) -> dict[str, Any]:
    """Put a running container on one network more; gives its NetworkSettings.

    Raises Conflict where it is on it, HostbridgeError where it does not run.
    """
    network, asked = one
    endpoints.refuse_on_default(network, asked)
    container = record["Id"]
    try:
        with Leases(networks.folder) as leases, Links() as links:
            lease = _running(leases, record)
            if network["Id"] in lease["Networks"]:
                raise Conflict(
                    f"endpoint with name {lease['Name']} already exists in network {network['Name']}",
                    "", exit_code=1,
                )  # fmt: skip
            namespace = namespaces.of_process(lease["Pid"])
            try:
                lease["Networks"][network["Id"]] = dict(removal.NO_PLACE)
                leases.save()
                try:
                    attach.join(networks, leases, links, record, one, namespace)
                except BaseException:
                    _leave(networks, leases, links, container, network["Id"])
                    raise
                if not lease["Outside"] and not network["Internal"]:
                    lease["Outside"] = network["Id"]
                _again(networks, leases, record, namespace)
            finally:
                os.close(namespace)
            return settings.of_lease(networks, container, lease, lease["Pid"])
    except OSError as error:
        raise attach.refused(record, error) from error


def disconnect(
    networks: Networks, record: dict[str, Any], network: dict[str, Any]
) -> dict[str, Any]:
    """Take a running container off one network; gives its NetworkSettings. Raises HostbridgeError."""
    container = record["Id"]
    try:
        with Leases(networks.folder) as leases, Links() as links:
            lease = _running(leases, record)
            if network["Id"] not in lease["Networks"]:
                raise HostbridgeError(
                    f"container {lease['Name']} is not connected to network {network['Name']}",
                    exit_code=1,
                )
            with_rules = removal.published(lease)
            removal.end_keepers(lease)
            _close(networks, with_rules)
            _leave(networks, leases, links, container, network["Id"])
            if lease["Outside"] == network["Id"]:
                left = [networks.read(key) or {} for key in lease["Networks"]]
                outside = [one["Id"] for one in left if one and not one["Internal"]]
                lease["Outside"] = outside[0] if outside else ""
            namespace = namespaces.of_process(lease["Pid"])
            try:
                _again(networks, leases, record, namespace)
            finally:
                os.close(namespace)
            return settings.of_lease(networks, container, lease, lease["Pid"])
    except OSError as error:
        raise attach.refused(record, error) from error


def _running(leases: Leases, record: dict[str, Any]) -> dict[str, Any]:
    lease = leases.endpoints.get(record["Id"])
    if lease is None or record["Id"] in leases.dead():
        name = str(record.get("Name") or record["Id"][:12]).lstrip("/")
        raise HostbridgeError(
            f"container {name} has no network to change while it runs", exit_code=1
        )
    if lease.get("Rootless"):
        raise Unsupported(
            f"container {lease['Name']}: networks of an ordinary user's containers are joined at the start",
            "", "stop it, connect or disconnect it, and start it again", exit_code=1,
        )  # fmt: skip
    return lease


def _leave(
    networks: Networks, leases: Leases, links: Links, container: str, network_id: str
) -> None:
    """Take one link away, and the network's own things if it was the last on it."""
    links.remove(names.veth(networks.instance, container, network_id))
    leases.endpoints[container]["Networks"].pop(network_id)
    used = any(network_id in lease["Networks"] for lease in leases.endpoints.values())
    if not used:
        gone: dict[str, Any] = {"Networks": {network_id: {}}}
        try:
            with Rules(networks.instance) as rules:
                rules.remove(removal.nets(networks, gone), [])
        except NetlinkError as error:
            if not removal.unsupported(error):
                raise
        links.remove(names.bridge(networks.instance, network_id))
    leases.save()


def _again(networks: Networks, leases: Leases, record: dict[str, Any], namespace: int) -> None:
    """Configure and serve anew, with the same ports of the host."""
    lease = leases.endpoints[record["Id"]]
    removal.end_keepers(lease)
    bound: list[ports.Bound] = []
    try:
        for protocol, host, host_port, port in lease["Ports"] if lease["Outside"] else ():
            wanted = ports.Wanted(protocol, port, host, str(host_port))
            bound += ports.bind(wanted, {})
        lease["Ports"] = [
            [one.protocol, subnets.shown(one.host), one.host_port, one.port] for one in bound
        ]
        leases.save()
        inside.configure(namespace, list(lease["Networks"].values()))
        serving.open_rules(networks, leases, lease)
        serving.serve(networks, leases, record, namespace, bound)
    finally:
        for made in bound:
            made.socket.close()


def _close(networks: Networks, published: list[Any]) -> None:
    try:
        with Rules(networks.instance) as rules:
            rules.remove([], published)
    except NetlinkError as error:
        if not removal.unsupported(error):
            raise
