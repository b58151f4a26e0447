"""Names that the whole host sees: they carry the instance, so that two never collide."""

from __future__ import annotations

import hashlib
import os


def instance(data: str) -> str:
    """Six hex digits of a user and a data directory."""
    text = f"{os.getuid()}\0{os.path.realpath(data)}"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:6]


def default_network(instance_id: str) -> str:
    """The id of the network ``bridge``, which is always there: 64 hex digits."""
    return hashlib.sha256(f"hostbridge bridge {instance_id}".encode()).hexdigest()


def prefix(instance_id: str) -> str:
    """What the names of an instance's bridges begin with."""
    return f"hb{instance_id}-"


def bridge(instance_id: str, network: str) -> str:
    """A network's bridge: 14 of the 15 characters that an interface's name may have."""
    return f"{prefix(instance_id)}{network[:5]}"


def veth(instance_id: str, container: str, network: str) -> str:
    """The host's end of a container's pair on one network, 15 characters."""
    return f"hv{instance_id}{hashlib.sha256((container + network).encode()).hexdigest()[:7]}"


def table(instance_id: str) -> str:
    """The nftables table, of the same name in each family."""
    return f"hostbridge-{instance_id}"


def mac(address: bytes) -> bytes:
    """A local MAC address made of an IPv4 address, as docker's have been: 02:42:ac:11:00:02."""
    return b"\x02\x42" + address[-4:]
