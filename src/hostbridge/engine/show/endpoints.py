"""The containers on a network, as docker's ``network inspect`` tells them; podman before 5 does not."""

from __future__ import annotations

import json

from hostbridge.engine.asking import mapping, number, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from hostbridge.contract.session import Session

    Item = dict[str, Any]


def containers_on(network: str, session: Session, client: tuple[str, ...]) -> Item:
    """Id to name and addresses of each running container on a network of podman's.

    Nothing where the engine does not tell: what was asked for is the network.
    """
    listed = session.run([*client, "ps", "-q", "--no-trunc", "--filter", f"network={network}"])
    ids = listed.stdout.decode("utf-8", "replace").split()
    if listed.returncode or not ids:
        return {}
    done = session.run([*client, "container", "inspect", *ids])
    try:
        told = sequence(json.loads(done.stdout or b"[]"))
    except ValueError:
        return {}
    return {
        str(item.get("Id", "")): endpoint
        for item in map(mapping, told)
        if (endpoint := _endpoint(item, network)) is not None
    }


def _endpoint(item: Item, network: str) -> Item | None:
    """One container's part of a network, in docker's words."""
    networks = mapping(mapping(item.get("NetworkSettings")).get("Networks"))
    if network not in networks:
        return None
    told = mapping(networks[network])
    return {
        "Name": str(item.get("Name", "")).lstrip("/"),
        "EndpointID": str(told.get("EndpointID") or ""),
        "MacAddress": str(told.get("MacAddress") or ""),
        "IPv4Address": _with_prefix(told.get("IPAddress"), told.get("IPPrefixLen")),
        "IPv6Address": _with_prefix(told.get("GlobalIPv6Address"), told.get("GlobalIPv6PrefixLen")),
    }


def _with_prefix(address: Any, prefix: Any) -> str:
    return f"{address}/{number(prefix)}" if address else ""
