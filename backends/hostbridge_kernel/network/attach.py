"""Putting a container on its networks before its process starts, and taking it off after.

Everything of an instance happens under the lock of its leases; what is made is noted there first.
"""

from __future__ import annotations

import os

from hostbridge.errors import HostbridgeError, NotFound
from hostbridge_kernel.containers import processes
from hostbridge_kernel.network import (
    bridging,
    endpoints,
    files,
    inside,
    namespaces,
    ports,
    removal,
    serving,
    settings,
    subnets,
)  # fmt: skip
from hostbridge_kernel.network.leases import Leases, look
from hostbridge_kernel.network.rtnetlink import Links
from hostbridge_kernel.runtime import ids

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
            inside.loopback(pid)
        files.write(networks.data, record, [], "", own_resolver=False)
        return settings.empty(mode, networks.find(mode))
    wanted = endpoints.asked(networks, record)
    for network, asked in wanted:
        endpoints.refuse_on_default(network, asked)
    bindings = ports.wanted(record)
    container = record["Id"]
    try:
        with Leases(networks.folder) as leases, Links() as links:
            for gone in {container, *leases.dead()} & set(leases.endpoints):
                removal.remove(networks, leases, links, gone)
            join_all = _attach if ids.privileged() else _as_user
            lease = new_lease(record, pid, wanted)
            leases.endpoints[container] = lease
            try:
                leases.save()
                join_all(networks, leases, links, record, wanted, bindings)
            except BaseException:
                removal.remove(networks, leases, links, container)
                raise
            return settings.of_lease(networks, container, lease, pid)
    except OSError as error:
        raise refused(record, error) from error


def detach(networks: Networks, container: str) -> None:
    """Take away what a container had on its networks, and what dead ones had. Safe to repeat.

    Of a container that has ended, and published nothing, it is done in the background, by its keeper or by a process that is
    started for it: the kernel takes 10 to 60 ms to let go of links, and nobody has to wait for that. A
    start that comes meanwhile finds the dead one's lease, and does it itself.
    """
    lease = look(networks.folder).get(container)
    # What was published has to refuse when this returns, and not to lead nowhere.
    quiet = lease is not None and not lease["Ports"]
    if lease is not None and quiet and not processes.alive(lease["Pid"], lease["StartTime"]):
        if not any(processes.alive(pid, started) for pid, started in lease["Keepers"]):
            from hostbridge_kernel.network import keeper

            keeper.start(keeper.Work(networks.instance, 0, [], _nothing, lambda: collect(networks)))
        return
    collect(networks, container)


def collect(networks: Networks, *more: str) -> None:
    """Take away what dead containers had, and more ones, here and now. Safe to repeat."""
    with Leases(networks.folder) as leases, Links() as links:
        for gone in {*more, *leases.dead()} & set(leases.endpoints):
            removal.remove(networks, leases, links, gone)


def _nothing(loop: Any) -> list[Any]:
    loop.stop()
    return []


def detach_if(networks: Networks, container: str, pid: int, started: int) -> None:
    """The same for one container, if its lease is still that of a process."""
    with Leases(networks.folder) as leases, Links() as links:
        lease = leases.endpoints.get(container)
        if lease is not None and (lease["Pid"], lease["StartTime"]) == (pid, started):
            removal.remove(networks, leases, links, container)


def new_lease(record: dict[str, Any], pid: int, wanted: list[Asked]) -> dict[str, Any]:
    """A lease with nothing in it: what is about to be made is noted by names alone."""
    return {
        "Name": str(record.get("Name") or "").lstrip("/"),
        "Pid": pid, "StartTime": processes.start_time(pid), "Keepers": [],
        "Networks": {network["Id"]: dict(removal.NO_PLACE) for network, _ in wanted}, "Ports": [],
        "Exposed": sorted((record.get("Config") or {}).get("ExposedPorts") or {}), "Outside": "",
    }  # fmt: skip


def _as_user(*asked: Any) -> None:
    from hostbridge_kernel.network import rootless

    rootless.connect_all(*asked)


def _attach(
    networks: Networks, leases: Leases, links: Links, record: dict[str, Any],
    wanted: list[Asked], bindings: list[ports.Wanted],
) -> None:  # fmt: skip
    lease = leases.endpoints[record["Id"]]
    namespace = namespaces.of_process(lease["Pid"])
    bound: list[ports.Bound] = []
    try:
        for one in wanted:
            join(networks, leases, links, record, one, namespace)
        outside = [network["Id"] for network, _ in wanted if not network["Internal"]]
        lease["Outside"] = outside[0] if outside else ""
        for binding in bindings if outside else ():
            bound += ports.bind(binding, leases.endpoints)
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
        os.close(namespace)


def join(
    networks: Networks, leases: Leases, links: Links, record: dict[str, Any], one: Asked,
    namespace: int,
) -> None:  # fmt: skip
    """Make a link to one network, and note the place there; nothing inside is configured."""
    network = one[0]
    lease = leases.endpoints[record["Id"]]
    renew(networks, network)
    bridge, _made = bridging.bring_up(networks, links, network)
    place = endpoints.place(networks, record, one, places(leases, record, network))
    used = {held["Inside"] for held in lease["Networks"].values()}
    place["Inside"] = next(name for name in map("eth{}".format, range(256)) if name not in used)
    lease["Networks"][network["Id"]] = place
    leases.save()
    mac = bytes(int(part, 16) for part in place["Mac"].split(":"))
    links.make_veth(place["Link"], bridge, namespace, place["Inside"], mac, bridging.mtu(network))


def renew(networks: Networks, network: dict[str, Any]) -> None:
    """Read a network again, now that we have the lock: its subnet may have been chosen meanwhile."""
    now = networks.read(network["Id"])
    if now is None and network["Name"] != "bridge":
        raise NotFound(f"network {network['Name']} not found", "it was removed just now")
    network.update(now or {})


def places(leases: Leases, record: dict[str, Any], network: dict[str, Any]) -> list[dict[str, Any]]:
    """The places of other containers on a network."""
    return [
        other["Networks"][network["Id"]]
        for key, other in leases.endpoints.items()
        if key != record["Id"] and network["Id"] in other["Networks"]
    ]


def refused(record: dict[str, Any], error: OSError) -> HostbridgeError:
    """The error for what the kernel does not let us do."""
    import errno

    denied = error.errno in (errno.EPERM, errno.EACCES)
    return HostbridgeError(
        f"the network of {str(record.get('Name') or record['Id'][:12]).lstrip('/')} cannot be made: "
        f"{error.strerror or error}",
        "this process has no CAP_NET_ADMIN here" if denied else "",
        "run with --network host or --network none" if denied else "",
    )  # fmt: skip
