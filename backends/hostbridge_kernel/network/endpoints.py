"""Which networks a container asked for, and its place on each: link, addresses, MAC, names."""

from __future__ import annotations

from hostbridge.errors import Conflict, UsageError
from hostbridge_kernel.network import names, subnets
from hostbridge_kernel.network import networks as definitions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge_kernel.network.networks import Networks

    Asked = tuple[dict[str, Any], dict[str, Any]]
    """A network, and docker's EndpointSettings for it."""


def mode(record: dict[str, Any]) -> str:
    """``--network`` of a container: bridge, host, none, container:ID, or a network's name."""
    text = str((record.get("HostConfig") or {}).get("NetworkMode") or "default")
    return "bridge" if text == "default" else text


def asked(networks: Networks, record: dict[str, Any]) -> list[Asked]:
    """The networks of a container, that of its mode first. Raises NotFound, UsageError.

    ``Left`` in NetworkingConfig is ours: the names of networks from which it was disconnected.
    """
    wanted: dict[str, dict[str, Any]] = {mode(record): {}}
    configured = (record.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
    for name, settings in configured.items():
        wanted["bridge" if name == "default" else name] = settings or {}
    for name in (record.get("NetworkingConfig") or {}).get("Left") or []:
        wanted.pop(name, None)
    found: dict[str, Asked] = {}
    for name, settings in wanted.items():
        network = networks.find(name)
        known = found.get(network["Id"])
        found[network["Id"]] = (network, {**known[1], **settings} if known else settings)
    return list(found.values())


def place(
    networks: Networks, record: dict[str, Any], one: Asked, others: list[dict[str, Any]]
) -> dict[str, Any]:
    """A container's place on a network that has its subnets; others are the places taken there.

    Raises UsageError for an address that cannot be had there, Conflict for one that is taken.
    """
    network, settings = one
    wanted = settings.get("IPAMConfig") or {}
    found: dict[str, Any] = {
        "Link": names.veth(networks.instance, record["Id"], network["Id"]),
        "Address": "", "Prefix": 0, "Gateway": "", "Address6": "", "Prefix6": 0, "Gateway6": "",
        "Mac": "", "Inside": "", "Names": names_of(record, settings),
        "Aliases": list(settings.get("Aliases") or []),
    }  # fmt: skip
    if wanted.get("IPv6Address") and definitions.subnet_of(network, 16) is None:
        raise UsageError(
            f"network {network['Name']} has no subnet for {wanted['IPv6Address']}", "",
            "make it with --ipv6",
        )  # fmt: skip
    for size, suffix, key in ((4, "", "IPv4Address"), (16, "6", "IPv6Address")):
        subnet = definitions.subnet_of(network, size)
        if subnet is None:
            continue
        gateway = definitions.gateway_of(network, size)
        taken = [subnets.packed(other["Address" + suffix]) for other in others
                 if other["Address" + suffix]]  # fmt: skip
        taken += [gateway] if gateway else []
        address = _address(network, wanted.get(key) or "", size, subnet, taken)
        found["Address" + suffix] = subnets.shown(address)
        found["Prefix" + suffix] = subnet[1]
        if gateway and not network["Internal"]:
            found["Gateway" + suffix] = subnets.shown(gateway)
    found["Mac"] = _mac(record, settings, found)
    return found


def _address(
    network: dict[str, Any], text: str, size: int, subnet: tuple[bytes, int], taken: list[bytes]
) -> bytes:
    if not text:
        return subnets.free_address(subnet, taken, definitions.range_of(network, size))
    if network.get("Hostbridge", {}).get("Chosen") and size == 4:
        raise UsageError(
            f"{text}: an address can be named on networks with a named subnet alone",
            f"the subnet of {network['Name']} was chosen by hostbridge and may change",
            "make a network with: network create --subnet SUBNET NAME",
        )
    try:
        address = subnets.packed(text)
    except ValueError:
        raise UsageError(f"invalid IP address: {text}") from None
    if not subnets.inside(address, subnet):
        shown = f"{subnets.shown(subnet[0])}/{subnet[1]}"
        raise UsageError(f"{text} is not in {shown}, the subnet of network {network['Name']}")
    if address in taken:
        raise Conflict(f"Address already in use: {text}", f"on network {network['Name']}")
    return address


def _mac(record: dict[str, Any], settings: dict[str, Any], found: dict[str, Any]) -> str:
    text = settings.get("MacAddress") or (record.get("Config") or {}).get("MacAddress") or ""
    if not text:
        packed = subnets.packed(found["Address"] or found["Address6"])
        return ":".join(f"{byte:02x}" for byte in names.mac(packed))
    parts = text.replace("-", ":").split(":")
    try:
        raw = bytes(int(part, 16) for part in parts)
    except ValueError:
        raw = b""
    if len(raw) != 6 or raw[0] & 1:
        raise UsageError(f"{text} is not a valid mac address")
    return ":".join(f"{byte:02x}" for byte in raw)


def names_of(record: dict[str, Any], settings: dict[str, Any]) -> list[str]:
    """What resolves to a container on a network: its name, aliases, short id, and host name."""
    short = str(record["Id"])[:12]
    hostname = (record.get("Config") or {}).get("Hostname") or ""
    every = [
        str(record.get("Name") or "").lstrip("/"),
        *(settings.get("Aliases") or []),
        short,
        hostname,
    ]
    return list(dict.fromkeys(name.lower() for name in every if name))


def refuse_on_default(network: dict[str, Any], settings: dict[str, Any]) -> None:
    """What docker does on networks of the user alone. Raises UsageError."""
    if not definitions.is_default(network):
        return
    wanted = settings.get("IPAMConfig") or {}
    if wanted.get("IPv4Address") or wanted.get("IPv6Address"):
        raise UsageError(
            "user specified IP address is supported on user defined networks only", "",
            "make a network with: network create --subnet SUBNET NAME",
        )  # fmt: skip
    if settings.get("Aliases"):
        raise UsageError(
            "network-scoped aliases are only supported for user-defined networks", "",
            "make a network with: network create NAME",
        )  # fmt: skip
