"""Names that the whole host sees: they carry the instance, so that two never collide."""

from __future__ import annotations

import binascii


def network_id(instance: str, name: str) -> str:
    """The id of a network that is always there, 64 hex digits: known without a file."""
    text = f"hostbridge {name} {instance}"
    return "".join(f"{binascii.crc32(f'{text} {at}'.encode()):08x}" for at in range(8))


def prefix(instance: str) -> str:
    """What the names of an instance's bridges begin with."""
    return f"hb{instance}-"


def bridge(instance: str, network: str) -> str:
    """A network's bridge: 14 of the 15 characters that an interface's name may have."""
    return f"{prefix(instance)}{network[:5]}"


def veth(instance: str, container: str, network: str) -> str:
    """The host's end of a container's pair on one network, 15 characters."""
    mark = binascii.crc32(f"{container} {network}".encode())
    return f"hv{instance}{mark & 0xFFFFFFF:07x}"


def table(instance: str) -> str:
    """The nftables table, of the same name in each family."""
    return f"hostbridge-{instance}"


def keeper(instance: str) -> str:
    """What a keeper's process is called."""
    return f"hbnet-{instance}"


def mac(address: bytes) -> bytes:
    """A local MAC address made of an IPv4 address, as docker's have been: 02:42:ac:11:00:02."""
    return b"\x02\x42" + address[-4:]
