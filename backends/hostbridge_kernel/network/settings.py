"""docker's NetworkSettings of a container, made of its lease."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.network.networks import Networks


def empty(mode: str = "", network: dict[str, Any] | None = None) -> dict[str, Any]:
    """Those of a container without an interface of its own: host, none, container:ID."""
    found = _shape({}, "")
    if network is not None:
        found["Networks"] = {mode: _endpoint(network["Id"], None, None)}
    return found


def of_lease(networks: Networks, container: str, lease: dict[str, Any], pid: int) -> dict[str, Any]:
    """Those of a container that is on networks."""
    found = _shape(lease, f"/proc/{pid}/ns/net")
    found["SandboxID"] = container
    for network_id, place in lease["Networks"].items():
        network = networks.read(network_id) or networks.default()
        name = network["Name"]
        found["Networks"][name] = _endpoint(network_id, container, place)
        if name == "bridge":
            row = found["Networks"][name]
            for key in (
                "EndpointID", "Gateway", "GlobalIPv6Address", "GlobalIPv6PrefixLen", "IPAddress",
                "IPPrefixLen", "IPv6Gateway", "MacAddress",
            ):  # fmt: skip
                found[key] = row[key]
    return found


def ports_of(lease: dict[str, Any]) -> dict[str, list[dict[str, str]] | None]:
    """Docker's Ports: the rows of the host for ``80/tcp``, None for a port that is exposed alone."""
    found: dict[str, list[dict[str, str]] | None] = dict.fromkeys(lease.get("Exposed", ()))
    for protocol, host, host_port, port in lease.get("Ports", ()):
        row = {"HostIp": host, "HostPort": str(host_port)}
        found[f"{port}/{protocol}"] = [*(found.get(f"{port}/{protocol}") or []), row]
    return found


def _shape(lease: dict[str, Any], sandbox: str) -> dict[str, Any]:
    return {
        "Bridge": "", "SandboxID": "", "HairpinMode": False, "LinkLocalIPv6Address": "",
        "LinkLocalIPv6PrefixLen": 0, "Ports": ports_of(lease), "SandboxKey": sandbox,
        "SecondaryIPAddresses": None, "SecondaryIPv6Addresses": None, "EndpointID": "",
        "Gateway": "", "GlobalIPv6Address": "", "GlobalIPv6PrefixLen": 0, "IPAddress": "",
        "IPPrefixLen": 0, "IPv6Gateway": "", "MacAddress": "", "Networks": {},
    }  # fmt: skip


def _endpoint(network: str, container: str | None, place: dict[str, Any] | None) -> dict[str, Any]:
    from hostbridge_kernel.network.names import network_id

    place = place or {}
    return {
        "IPAMConfig": None, "Links": None, "Aliases": place.get("Aliases") or None,
        "NetworkID": network, "EndpointID": network_id(network, container) if container else "",
        "Gateway": place.get("Gateway", ""), "IPAddress": place.get("Address", ""),
        "IPPrefixLen": place.get("Prefix", 0), "IPv6Gateway": place.get("Gateway6", ""),
        "GlobalIPv6Address": place.get("Address6", ""),
        "GlobalIPv6PrefixLen": place.get("Prefix6", 0), "MacAddress": place.get("Mac", ""),
        "DriverOpts": None, "DNSNames": place.get("Names"),
    }  # fmt: skip
