"""What a host's facts say about its own clients. Pure: a recorded host is judged as a real one."""

from __future__ import annotations

from hostbridge.clients.products import machine_name, product_of
from hostbridge.contract.availability import unusable, usable
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hostbridge.clients.products import Product
    from hostbridge.contract.availability import Availability
    from hostbridge.host import Host

INSTALL = (
    "install Docker Desktop, OrbStack, Colima, Rancher Desktop, Finch or podman machine, "
    "or: docker context create"
)


@value
class Seen:
    """A machine as the facts tell it. access: of its socket, empty where it has none to look at."""

    name: str
    engine: str
    address: str
    product: Product | None
    current: bool
    access: str = ""

    def __str__(self) -> str:
        """``colima (Colima)``, ``server (docker at tcp://…)``."""
        return f"{self.name} ({self.product.name if self.product else f'{self.engine} at {self.address}'})"


def seen(host: Host, is_there: Callable[[str], bool]) -> list[Seen]:
    """Contexts and connections, then products that are known by their sockets alone.

    is_there is asked about a socket that the facts do not tell of.
    """
    access = {socket.path: str(socket.access) for socket in host.sockets}
    found: list[Seen] = []
    for one in host.contexts:
        if one.kind == "docker" and one.name == "default":
            continue
        product = product_of(
            one.name,
            one.endpoint,
            host.system,
            "",
            podman_machine=_machines(one.name, one.endpoint),
        )
        scheme, _, path = one.endpoint.partition("://")
        told = ""
        if scheme in ("unix", "npipe"):
            told = access.get(path) or ("usable" if is_there(one.endpoint) else "absent")
        found.append(Seen(one.name, one.kind, one.endpoint, product, one.current, told))
    taken = {one.address for one in found}
    scheme = "npipe" if host.system == "windows" else "unix"
    for socket in host.sockets:
        address = f"{scheme}://{socket.path}"
        product = product_of("", address, host.system, "")
        if product is None or address in taken or any(one.product == product for one in found):
            continue
        name = machine_name(product, address)
        found.append(Seen(name, product.engine, address, product, False, str(socket.access)))
    return found


def availability(found: list[Seen]) -> Availability:
    """Whether one of them is to be used without being named: the current one, else a product that runs."""
    if not found:
        return unusable("no docker context, podman connection or product is there", INSTALL)
    chosen = next(
        (one for one in found if one.current and (one.engine == "docker" or one.product)), None
    )
    chosen = chosen or next((one for one in found if one.product and one.access == "usable"), None)
    if chosen is None:
        listed = ", ".join(map(str, found))
        return unusable(
            f"none is current and runs: {listed}",
            "name one: --machine NAME, or docker context use NAME",
        )
    others = [str(one) for one in found if one is not chosen]
    more = f"; also {', '.join(others)}" if others else ""
    if chosen.access in ("", "usable"):
        return usable(f"{chosen}{more}")
    why = "is not there" if chosen.access == "absent" else "may not be opened by this user"
    start = (
        chosen.product.start.format(instance=chosen.name)
        if chosen.product
        else "docker context use default"
    )
    return unusable(f"{chosen}: {chosen.address} {why}{more}", start)


def _machines(name: str, address: str) -> bool:
    """Whether a connection is a podman machine's: by its name, and a log-in on this host itself."""
    return name.startswith("podman-machine") and (
        "@127.0.0.1:" in address or "@localhost:" in address
    )
