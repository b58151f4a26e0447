"""``network connect``, ``network disconnect`` and ``port``: a container's networks and ports."""

from __future__ import annotations

from hostbridge.errors import HostbridgeError, NotFound, UsageError
from hostbridge_kernel.containers.events import Events
from hostbridge_kernel.network import endpoints
from hostbridge_kernel.network.networks import Networks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.commands.context import Context
    from hostbridge_kernel.containers.records import Container


def connect(context: Context) -> int:
    """``network connect [options] NETWORK CONTAINER``: at once if it runs, else when it starts."""
    from hostbridge_kernel.network import connecting

    network, container, networks = _both(context)
    settings = _settings(context)
    configuration = _configuration(container)
    endpoint = configuration["EndpointsConfig"]
    name = network["Name"]
    if _runs(networks, container):
        made = connecting.connect(networks, container.config, (network, settings))
        container.change(lambda content: content.update(NetworkSettings=made))
    elif name in {one["Name"] for one, _ in endpoints.asked(networks, container.config)}:
        raise HostbridgeError(
            f"endpoint with name {container.name} already exists in network {name}", exit_code=1
        )
    endpoint[name] = settings
    configuration["Left"] = [left for left in configuration["Left"] if left != name]
    container.write_config()
    _tell(context, "connect", network, container)
    return 0


def disconnect(context: Context) -> int:
    """``network disconnect NETWORK CONTAINER``."""
    from hostbridge_kernel.network import connecting

    network, container, networks = _both(context)
    configuration = _configuration(container)
    name = network["Name"]
    if _runs(networks, container):
        made = connecting.disconnect(networks, container.config, network)
        container.change(lambda content: content.update(NetworkSettings=made))
    elif name not in {one["Name"] for one, _ in endpoints.asked(networks, container.config)}:
        raise HostbridgeError(
            f"container {container.name} is not connected to network {name}", exit_code=1
        )
    configuration["EndpointsConfig"].pop(name, None)
    configuration["Left"] = sorted({*configuration["Left"], name})
    container.write_config()
    _tell(context, "disconnect", network, container)
    return 0


def _both(context: Context) -> tuple[dict[str, Any], Container, Networks]:
    network_name, container_name = context.operands()
    networks = Networks(context.data)
    network = networks.find(network_name)
    container = context.containers.find(container_name)
    mode = endpoints.mode(container.config)
    if network["Driver"] != "bridge" or mode in ("host", "none") or mode.startswith("container:"):
        what = (
            f"a container of --network {mode}" if network["Driver"] == "bridge" else network["Name"]
        )
        raise HostbridgeError(
            f"{what} cannot be connected to or disconnected from another network", exit_code=1
        )
    return network, container, networks


def _settings(context: Context) -> dict[str, Any]:
    call = context.call
    for option in ("--link-local-ip", "--gw-priority"):
        if call.has(option):
            raise UsageError(f"network connect {option}: the kernel engine does not have it")
    wanted = {
        key: call.value(option)
        for key, option in (("IPv4Address", "--ip"), ("IPv6Address", "--ip6"))
        if call.value(option)
    }
    return {
        "IPAMConfig": wanted or None, "Links": call.values("--link") or None,
        "Aliases": call.values("--alias") or None, "MacAddress": call.value("--mac-address") or "",
        "DriverOpts": None,
    }  # fmt: skip


def _configuration(container: Container) -> dict[str, Any]:
    """The container's NetworkingConfig, with what is changed there."""
    made: dict[str, Any] = container.config.setdefault("NetworkingConfig", {})
    made["EndpointsConfig"] = made.get("EndpointsConfig") or {}
    made["Left"] = made.get("Left") or []
    return made


def _runs(networks: Networks, container: Container) -> bool:
    """Whether the container has a place on networks at this moment."""
    from hostbridge_kernel.containers import processes
    from hostbridge_kernel.network import leases

    lease = leases.look(networks.folder).get(container.id)
    return lease is not None and processes.alive(lease["Pid"], lease["StartTime"])


def _tell(context: Context, action: str, network: dict[str, Any], container: Container) -> None:
    attributes = {"container": container.id, "name": network["Name"], "type": network["Driver"]}
    Events(context.containers.places.events).add("network", action, network["Id"], attributes)


def port(context: Context) -> int:
    """``port CONTAINER [PORT[/PROTOCOL]]``: where its published ports are on the host."""
    name, *rest = context.operands()
    container = context.containers.find(name)
    ports = _ports(context, container)
    if rest:
        wanted = rest[0] if "/" in rest[0] else f"{rest[0]}/tcp"
        number, _, protocol = wanted.partition("/")
        if (
            not number.isdigit()
            or not 0 < int(number) < 65536
            or protocol not in ("tcp", "udp", "sctp")
        ):
            raise UsageError(
                f"invalid port {rest[0]!r}", "", "name it as 80 or 53/udp", exit_code=1
            )
        if not ports.get(wanted):
            raise NotFound(f"no public port '{wanted}' published for {name}", exit_code=1)
        for row in ports[wanted] or ():
            context.say(_address(row))
        return 0
    for key in sorted(ports, key=lambda key: (int(key.partition("/")[0]), key)):
        for row in ports[key] or ():
            context.say(f"{key} -> {_address(row)}")
    return 0


def _ports(context: Context, container: Container) -> dict[str, list[dict[str, str]] | None]:
    """What is published now; nothing of a container that does not run."""
    from hostbridge_kernel.network import leases, settings

    networks = Networks(context.data)
    if not _runs(networks, container):
        return {}
    lease = leases.look(networks.folder)[container.id]
    found: dict[str, list[dict[str, str]] | None] = settings.ports_of(lease)
    return found


def _address(row: dict[str, str]) -> str:
    host = row["HostIp"]
    return f"[{host}]:{row['HostPort']}" if ":" in host else f"{host}:{row['HostPort']}"
