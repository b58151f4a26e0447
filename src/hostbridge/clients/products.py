"""The products whose clients a host may have: their sockets, pipes, context names and shares.

Pure: a table and what matches it. Sources: the products' own documentation (Docker Desktop "Settings"
and "FAQs"; OrbStack "Docker context"; Colima FAQ; Rancher Desktop "Working with containers"; Finch
"finch daemon"; Lima "docker" template; podman-machine(1), podman-machine-init(1)). Shares are what
each shows to containers unless the user changed it; a changed list is written in hostbridge's
settings (``[machines.NAME] shares``).
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from hostbridge.contract.paths import IDENTITY, PathMap, Share
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hostbridge.host.system import System

HOME = "~"
_MAC = ("/Users", "/Volumes", "/private", "/tmp", "/var/folders")
EVERYTHING = "*"


@value
class Product:
    """One product on one system.

    engine: whose client it speaks to. names: contexts or connections, as patterns. addresses:
    endpoints as patterns, ``~`` is the home directory. shares: host directories that containers
    see at the same path, ``*`` for all. start: what starts it.
    """

    name: str
    system: System
    engine: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    shares: tuple[str, ...]
    start: str


PRODUCTS = (
    Product("Docker Desktop", "macos", "docker", ("desktop-linux",),
            ("unix://~/.docker/run/docker.sock", "unix:///var/run/docker.sock"), _MAC, "open -a Docker"),
    Product("Docker Desktop", "windows", "docker", ("desktop-linux",),
            ("npipe:////./pipe/dockerDesktopLinuxEngine",), (EVERYTHING,), "start Docker Desktop from the Start menu"),
    Product("Docker Desktop", "linux", "docker", ("desktop-linux",),
            ("unix://~/.docker/desktop/docker.sock",), (HOME,), "systemctl --user start docker-desktop"),
    Product("OrbStack", "macos", "docker", ("orbstack",),
            ("unix://~/.orbstack/run/docker.sock",), _MAC, "orb start"),
    Product("Colima", "macos", "docker", ("colima", "colima-*"),
            ("unix://~/.colima/*/docker.sock", "unix://~/.colima/docker.sock", "unix://~/.config/colima/*/docker.sock"),
            (HOME, "/tmp/colima"), "colima start"),
    Product("Colima", "linux", "docker", ("colima", "colima-*"),
            ("unix://~/.colima/*/docker.sock", "unix://~/.colima/docker.sock", "unix://~/.config/colima/*/docker.sock"),
            (HOME, "/tmp/colima"), "colima start"),
    Product("Rancher Desktop", "macos", "docker", ("rancher-desktop",),
            ("unix://~/.rd/docker.sock",), (HOME, "/Volumes", "/tmp/rancher-desktop"), "rdctl start"),
    Product("Rancher Desktop", "windows", "docker", ("rancher-desktop",),
            ("npipe:////./pipe/docker_engine",), (EVERYTHING,), "rdctl start"),
    Product("Rancher Desktop", "linux", "docker", ("rancher-desktop",),
            ("unix://~/.rd/docker.sock",), (HOME, "/tmp/rancher-desktop"), "rdctl start"),
    Product("Finch", "macos", "docker", ("finch",),
            ("unix:///Applications/Finch/lima/data/finch/sock/finch.sock", "unix://~/.finch/finch.sock"), (HOME,), "finch vm start"),
    Product("Lima", "macos", "docker", ("lima-*",),
            ("unix://~/.lima/*/sock/docker.sock",), (HOME, "/tmp/lima"), "limactl start {instance}"),
    Product("Lima", "linux", "docker", ("lima-*",),
            ("unix://~/.lima/*/sock/docker.sock",), (HOME, "/tmp/lima"), "limactl start {instance}"),
    Product("podman machine", "macos", "podman", ("podman-machine-*",),
            ("unix://~/.local/share/containers/podman/machine/*.sock", "unix:///var/folders/*/podman/*-api.sock"),
            ("/Users", "/private", "/var/folders"), "podman machine start"),
    Product("podman machine", "windows", "podman", ("podman-machine-*",),
            ("npipe:////./pipe/podman-machine-*",), (EVERYTHING,), "podman machine start"),
    Product("podman machine", "linux", "podman", ("podman-machine-*",),
            ("unix://~/.local/share/containers/podman/machine/*.sock", "unix:///run/user/*/podman/podman-machine-*.sock"),
            (HOME,), "podman machine start"),
)  # fmt: skip


def product_of(
    name: str, address: str, system: System, home: str, *, podman_machine: bool = False
) -> Product | None:
    """Whose endpoint this is: by its address first, then by the context's name; None for nobody's.

    A name alone counts only where the address could be of a product: a ``tcp://`` or ``ssh://``
    address is a product's own only if podman says so of its connection (podman_machine).
    """
    here = [product for product in PRODUCTS if product.system == system]
    for product in here:
        if any(_matches(address, pattern, home) for pattern in product.addresses):
            return product
    for product in here:
        named = any(fnmatchcase(name, pattern) for pattern in product.names)
        if product.engine == "podman":
            if podman_machine:
                return product
        elif named and (not address or address.startswith(("unix://", "npipe://"))):
            return product
    return None


def path_map(product: Product, home: str) -> PathMap:
    """Which host paths a product's containers see: at the same path, where at all."""
    if EVERYTHING in product.shares:
        return IDENTITY
    places = [home if share == HOME else share for share in product.shares]
    return PathMap(tuple(Share(place, place) for place in dict.fromkeys(places)))


def sockets(
    system: System, home: str, listed: Callable[[str], list[str]]
) -> list[tuple[Product, str]]:
    """The endpoints of products that are there, by their sockets and pipes alone.

    listed gives what a file pattern matches (``glob.glob``; of a pipe's name, the pipe).
    """
    found: list[tuple[Product, str]] = []
    for product in PRODUCTS:
        if product.system != system:
            continue
        for pattern in product.addresses:
            scheme, _, path = pattern.partition("://")
            path = _at_home(path, home) if scheme == "unix" else path
            found += [(product, f"{scheme}://{there}") for there in sorted(listed(path))]
    return found


def machine_name(product: Product, address: str) -> str:
    """The name of a product's machine that is known by its socket alone: as its context would be."""
    parts = address.split("/")
    if product.name == "Colima" and parts[-2] not in (".colima", "default"):
        return f"colima-{parts[-2]}"
    if product.name == "Lima":
        return f"lima-{parts[-3]}"
    if product.engine == "podman":
        stem = parts[-1].removesuffix(".sock").removesuffix("-api")
        return stem if stem.startswith("podman-machine") else "podman-machine-default"
    return product.names[0]


def product_named(name: str, system: System, home: str) -> tuple[Product, str] | None:
    """A product by its machine's name, and where its socket would be; None for nobody's name."""
    for product in PRODUCTS:
        if product.system == system and any(fnmatchcase(name, one) for one in product.names):
            scheme, _, path = product.addresses[0].partition("://")
            instance = name.partition("-")[2] or "default"
            whole = name if product.engine == "podman" else instance
            return product, f"{scheme}://{_at_home(path, home).replace('*', whole)}"
    return None


def how_to_start(product: Product, name: str) -> str:
    """The command that starts it."""
    if product.name == "Colima" and name.startswith("colima-"):
        return f"colima start {name.removeprefix('colima-')}"
    if product.engine == "podman" and name not in ("", "podman-machine-default"):
        return f"podman machine start {name}"
    return product.start.format(instance=name.removeprefix("lima-") or "docker")


def _matches(address: str, pattern: str, home: str) -> bool:
    scheme, _, path = pattern.partition("://")
    # A home that is not known may be any; a drive's colon and slashes do not matter.
    place = _escaped(home) if home else "*"
    return fnmatchcase(address.lower(), f"{scheme}://{_at_home(path, place)}".lower())


def _at_home(path: str, home: str) -> str:
    return f"{home}{path[1:]}" if path.startswith("~") else path


def _escaped(path: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in path)
