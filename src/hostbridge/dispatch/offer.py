"""Published ports of a far container, offered on the host as forwards."""

from __future__ import annotations

import socket

from hostbridge.contract.forward import Endpoint, Forward
from hostbridge.listeners import refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hostbridge.contract.forward import ForwardHandle, Lifetime
    from hostbridge.contract.session import Session
    from hostbridge.dispatch.relayed import Publish

LOOPBACK = "127.0.0.1"


def reserve(publish: Sequence[Publish]) -> None:
    """Raise HostbridgeError for the first chosen port that this host cannot listen on.

    A look before the container is started; the forward itself binds afterwards.
    """
    for port in publish:
        if not port.port:
            continue
        address = port.address or LOOPBACK
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port.port))
            except OSError as error:
                raise refused(address, port.port, error) from error


def offer_fixed(session: Session, publish: Sequence[Publish]) -> list[ForwardHandle]:
    """Forwards for the ports that are chosen beforehand, for as long as the session lives."""
    handles: list[ForwardHandle] = []
    try:
        for port in publish:
            if port.port:
                listen = Endpoint(port.address or LOOPBACK, port.port)
                target = Endpoint(LOOPBACK, port.port)
                handles.append(session.forward(Forward(listen, target)))
    except BaseException:
        for handle in handles:
            handle.close()
        raise
    return handles


def offer_container(
    session: Session,
    client: Sequence[str],
    container: str,
    publish: Sequence[Publish] = (),
    lifetime: Lifetime = "container",
    *,
    already: Sequence[ForwardHandle] = (),
) -> list[ForwardHandle]:
    """Forwards for every TCP port that a running container publishes, by what the engine tells.

    publish: what the caller asked for, for the address that the host shall listen on.
    already: forwards that are open; their ports are left alone.
    """
    done = session.run([*client, "port", container], check=True)
    taken = {handle.spec.listen.port for handle in already}
    wanted = {(port.container_port, port.protocol): port.address for port in publish}
    handles: list[ForwardHandle] = []
    try:
        for inner, protocol, outer in parse_ports(done.stdout.decode(errors="replace")):
            if protocol != "tcp" or outer.port in taken:
                continue
            taken.add(outer.port)
            address = wanted.get((inner, protocol)) or _host_address(outer.address)
            inside = LOOPBACK if outer.address in ("0.0.0.0", "::") else outer.address  # noqa: S104
            spec = Forward(
                Endpoint(address, outer.port), Endpoint(inside, outer.port),
                lifetime=lifetime, owner=container,
            )  # fmt: skip
            handles.append(session.forward(spec))
    except BaseException:
        for handle in handles:
            handle.close()
        raise
    return handles


def parse_ports(text: str) -> list[tuple[int, str, Endpoint]]:
    """``80/tcp -> 127.0.0.1:8080`` lines of ``port``: container port, protocol, machine endpoint."""
    found: list[tuple[int, str, Endpoint]] = []
    for line in text.splitlines():
        inner, arrow, outer = line.partition(" -> ")
        number, _, protocol = inner.partition("/")
        address, _, port = outer.strip().rpartition(":")
        if arrow and number.strip().isdigit() and port.isdigit():
            where = Endpoint(address.strip("[]"), int(port))
            found.append((int(number), protocol or "tcp", where))
    return found


def take_back(session: Session, client: Sequence[str]) -> None:
    """Close the forwards whose container no longer runs. Safe to repeat."""
    handles = [h for h in session.forwards() if h.spec.lifetime == "container"]
    if not handles:
        return
    done = session.run([*client, "ps", "--no-trunc", "--format", "{{.ID}} {{.Names}}"])
    if done.returncode:
        return
    running = done.stdout.decode(errors="replace").replace(",", " ").split()
    for handle in handles:
        owner = handle.spec.owner
        if not any(known == owner or known.startswith(owner) for known in running):
            handle.close()


def _host_address(machine_address: str) -> str:
    return LOOPBACK if machine_address in ("", "0.0.0.0", "::", "::1") else machine_address  # noqa: S104
