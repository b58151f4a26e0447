"""Every endpoint that the host's own clients know: contexts, connections, products' sockets.

Reads small files and looks at directories; opens no connection, starts nothing.
"""

from __future__ import annotations

import glob
import os

from hostbridge.clients.docker_files import Context, read_context
from hostbridge.clients.podman_files import (
    PodmanConfig,
    merged,
    read_connections,
    read_containers_conf,
)
from hostbridge.clients.products import machine_name, product_named, product_of, sockets
from hostbridge.clients.wanted import OWN_SOCKETS, docker_config_dir, is_address
from hostbridge.errors import HostbridgeError
from hostbridge.host.system import SYSTEM
from hostbridge.value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.clients.products import Product


@value
class Endpoint:
    """A machine that a client of the host reaches.

    name: a context's or connection's, a product's, or the address itself. words: how the client is
    told to go there. file: where it is defined, or empty. product: whose it is, or None.
    """

    name: str
    engine: str
    address: str
    words: tuple[str, ...]
    file: str = ""
    product: Product | None = None


def endpoints(env: Mapping[str, str]) -> list[Endpoint]:
    """All of them: docker's contexts, podman's connections, then products without either.

    docker's ``default`` is not among them: it is the client's own way. A file that cannot be read
    or understood is passed over.
    """
    home = home_of(env)
    found = [_of_context(one, path, home) for one, path in contexts(env)]
    config, where = podman_config(env)
    for one in config.connections:
        known = product_of(one.name, one.address, SYSTEM, home, podman_machine=one.machine)
        words = ("--connection", one.name)
        found.append(Endpoint(one.name, "podman", one.address, words, where, known))
    taken = {item.address for item in found} | {item.name for item in found}
    for product, address in sockets(SYSTEM, home, _listed):
        name = machine_name(product, address)
        if address not in taken and name not in taken:
            taken |= {address, name}
            found.append(
                Endpoint(name, product.engine, address, _to(product.engine, address), "", product)
            )
    return found


def find(name: str, env: Mapping[str, str], engine: str = "") -> Endpoint:
    """The endpoint of a name or an address; engine settles it where both clients know the name.

    A product's name is one even while the product does not run. Raises NotFound with the names that there are.
    """
    if is_address(name):
        podmans = "podman" in name or name == env.get("CONTAINER_HOST")
        kind = engine or ("podman" if podmans else "docker")
        known = product_of("", name, SYSTEM, home_of(env))
        return Endpoint(name, kind, name, _to(kind, name), "", known)
    if name == "default" and engine != "podman":
        return Endpoint(name, "docker", OWN_SOCKETS[0], ("--context", "default"))
    known_ones = endpoints(env)
    for one in known_ones:
        if one.name == name and engine in ("", one.engine):
            return one
    stopped = product_named(name, SYSTEM, home_of(env))
    if stopped is not None and engine in ("", stopped[0].engine):
        product, address = stopped
        return Endpoint(name, product.engine, address, _to(product.engine, address), "", product)
    raise _unknown(name, engine, known_ones)


def contexts(env: Mapping[str, str]) -> list[tuple[Context, str]]:
    """Docker's contexts, by name, each with its file."""
    folder = f"{docker_config_dir(env)}/contexts/meta"
    found: list[tuple[Context, str]] = []
    for path in sorted(glob.glob(f"{glob.escape(folder)}/*/meta.json")):
        try:
            found.append((read_context(text_of(path), path), path))
        except (HostbridgeError, OSError):
            continue
    return sorted(found, key=lambda pair: pair[0].name)


def podman_config(env: Mapping[str, str]) -> tuple[PodmanConfig, str]:
    """What podman's files say together, and the one that would be written to."""
    files: list[PodmanConfig] = []
    paths, written = _podman_files(env)
    for path in paths:
        read = read_connections if path.endswith(".json") else read_containers_conf
        try:
            files.append(read(text_of(path), path))
        except (HostbridgeError, OSError):
            continue
    return merged(tuple(files)), written


def home_of(env: Mapping[str, str]) -> str:
    """The home directory, as the clients take it from the environment."""
    return (env.get("HOME") or env.get("USERPROFILE") or "").rstrip("/")


def text_of(path: str) -> str:
    """A small file's text; never waits for a pipe. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(handle, encoding="utf-8-sig", errors="replace") as file:
        return file.read()


def _podman_files(env: Mapping[str, str]) -> tuple[list[str], str]:
    config = env.get("XDG_CONFIG_HOME") or f"{home_of(env)}/.config"
    own = f"{config}/containers/containers.conf"
    listed = env.get("PODMAN_CONNECTIONS_CONF") or f"{config}/containers/podman-connections.json"
    if env.get("CONTAINERS_CONF"):
        paths = [env["CONTAINERS_CONF"]]
    else:
        paths = ["/usr/share/containers/containers.conf", "/etc/containers/containers.conf"]
        paths += sorted(glob.glob("/etc/containers/containers.conf.d/*.conf"))
        paths += [own, *sorted(glob.glob(f"{glob.escape(own)}.d/*.conf"))]
    if env.get("CONTAINERS_CONF_OVERRIDE"):
        paths.append(env["CONTAINERS_CONF_OVERRIDE"])
    return [*paths, listed], listed if os.path.exists(listed) else paths[0]


def _of_context(one: Context, path: str, home: str) -> Endpoint:
    known = product_of(one.name, one.address, SYSTEM, home)
    return Endpoint(one.name, "docker", one.address, ("--context", one.name), path, known)


def _to(engine: str, address: str) -> tuple[str, ...]:
    return ("--url", address) if engine == "podman" else ("--host", address)


def _listed(pattern: str) -> list[str]:
    if pattern.startswith("//./pipe/"):
        there = glob.glob("\\\\.\\pipe\\" + pattern.removeprefix("//./pipe/"))
        return [path.replace("\\", "/") for path in there]
    return glob.glob(pattern)


def _unknown(name: str, engine: str, known: list[Endpoint]) -> HostbridgeError:
    from hostbridge.errors import NotFound

    names = [one.name for one in known if engine in ("", one.engine)]
    kind = "connection" if engine == "podman" else "context"
    listing = "podman system connection list" if engine == "podman" else "docker context ls"
    return NotFound(
        f"there is no {kind} {name!r}",
        f"known: {', '.join(names) or 'none'}",
        f"choose one that is there: {listing}",
    )


__all__ = ["Endpoint", "contexts", "endpoints", "find", "home_of", "podman_config", "text_of"]
