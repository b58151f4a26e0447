"""What serves a container while it runs: rules, its hosts and resolv.conf, and its keeper."""

from __future__ import annotations

from hostbridge_kernel.containers import processes
from hostbridge_kernel.network import files, forwarding, removal, subnets
from hostbridge_kernel.network import networks as definitions
from hostbridge_kernel.network.leases import Leases
from hostbridge_kernel.network.netlink import NetlinkError
from hostbridge_kernel.network.rules import Rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Sequence

    from hostbridge_kernel.network.networks import Networks
    from hostbridge_kernel.network.ports import Bound


def open_rules(networks: Networks, leases: Leases, lease: dict[str, Any]) -> None:
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


def serve(
    networks: Networks,
    leases: Leases,
    record: dict[str, Any],
    namespace: int,
    bound: Sequence[Bound],
) -> None:
    """Write a container's files, and start its keeper if there is anything to serve."""
    lease = leases.endpoints[record["Id"]]
    places = list(lease["Networks"].values())
    asked = record.get("HostConfig") or {}
    upstream = list(asked.get("Dns") or []) or files.resolvers(files.host_resolv_conf())
    own_resolver = _needs_resolver(networks, lease, asked, upstream)
    gateway = next((place["Gateway"] for place in places if place["Gateway"]), "")
    addresses = [place[key] for key in ("Address", "Address6") for place in places if place[key]]
    linked = [] if own_resolver else _linked(leases, lease, asked)
    files.write(networks.data, record, addresses, gateway, own_resolver=own_resolver, linked=linked)
    if not bound and not own_resolver:
        return
    from hostbridge_kernel.network import keeper

    sockets: Any = ()
    if own_resolver:
        from hostbridge_kernel.network import inside

        sockets = inside.resolver_sockets(namespace)
    try:
        keep = keeper.Serving(
            networks=networks, container=record["Id"], pid=lease["Pid"],
            started=lease["StartTime"], bound=list(bound), resolver=sockets, upstream=upstream,
            addresses=_behind_ports(lease), links=links_of(asked),
        )  # fmt: skip
        pid = keeper.serve(keep)
    finally:
        for one in sockets:
            one.close()
    lease["Keepers"] = [[pid, processes.start_time(pid)]]
    leases.save()


def _behind_ports(lease: dict[str, Any]) -> list[bytes]:
    place = lease["Networks"].get(lease["Outside"]) or {}
    return [subnets.packed(place[key]) for key in ("Address", "Address6") if place.get(key)]


def _needs_resolver(
    networks: Networks, lease: dict[str, Any], asked: dict[str, Any], servers: list[str]
) -> bool:
    """Names resolve on networks of the user; elsewhere only where the host's servers are its own."""
    for network_id in lease["Networks"]:
        network = networks.read(network_id)
        if network is not None and not definitions.is_default(network):
            return True
    return not asked.get("Dns") and bool(servers) and not files.reachable(servers)


def links_of(asked: dict[str, Any]) -> dict[str, str]:
    """``--link NAME:ALIAS`` as alias to name; inspect shows them as ``/NAME:/CONTAINER/ALIAS``."""
    found = {}
    for text in asked.get("Links") or []:
        name, _, alias = text.partition(":")
        name = name.strip("/")
        found[(alias.rpartition("/")[2] or name).lower()] = name.lower()
    return found


def _linked(leases: Leases, lease: dict[str, Any], asked: dict[str, Any]) -> list[tuple[str, str]]:
    """The (address, names) of ``--link`` on the network ``bridge``, for /etc/hosts."""
    rows = []
    for alias, name in links_of(asked).items():
        for other in leases.endpoints.values():
            shared = [key for key in other["Networks"] if key in lease["Networks"]]
            if shared and name in other["Networks"][shared[0]]["Names"]:
                place = other["Networks"][shared[0]]
                words = dict.fromkeys(
                    [alias, place["Names"][1] if len(place["Names"]) > 1 else "", name]
                )
                rows.append((place["Address"], " ".join(word for word in words if word)))
    return rows
