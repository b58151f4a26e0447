"""``port``: where a container's ports are published; podman's ``--all`` and ``--latest`` as well."""

from __future__ import annotations

from typing import Any

from hostbridge.contract.engine import Query
from hostbridge.engine.adapting import container_record
from hostbridge.engine.show.missing import missing_words, named, no_name
from hostbridge.engine.show.output import FAILED, complain, out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from hostbridge.contract.engine import Dialect, Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

    Item = dict[str, Any]


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """``80/tcp -> 0.0.0.0:8080`` for each, or only the addresses of the port that is named."""
    call, dialect = rendering.call, rendering.dialect
    names = named(rendering, session, engine)
    if call.has("--all"):
        found: list[Any] = list(engine.records(session, "container", Query()))
        for record in found:
            told = _lines(record["ports"], dialect)
            out(stdout, "".join(f"{record['id'][:12]}\t{line}\n" for line in told))
        return 0
    if not names:
        return no_name(call)
    container, wanted = names[0], names[1] if len(names) > 1 else ""
    inspected: list[Any] = list(engine.records(session, "inspect", Query(names=(container,))))
    if not inspected or "State" not in inspected[0]:
        complain(missing_words("no such container", "container", container, dialect))
        return FAILED[dialect]
    ports = container_record(inspected[0])["ports"]
    if not wanted:
        out(stdout, "".join(f"{line}\n" for line in _lines(ports, dialect)))
        return 0
    number, _, protocol = wanted.partition("/")
    if not number.isdigit():
        why = f'strconv.ParseUint: parsing "{number}": invalid syntax'
        complain(f"Error: {f'invalid port ({number}): ' if dialect == 'docker' else ''}{why}")
        return FAILED[dialect]
    lines = [
        f"{_address(port, dialect)}\n"
        for port in ports
        if port["host_port"]
        and (str(port["container_port"]), port["protocol"]) == (number, protocol or "tcp")
    ]
    if not lines:
        complain(_unpublished(wanted, container, dialect))
        return FAILED[dialect]
    out(stdout, "".join(lines))
    return 0


def _lines(ports: list[Item], dialect: Dialect) -> Iterator[str]:
    published = [port for port in ports if port["host_port"]]
    for port in sorted(published, key=lambda port: (port["container_port"], port["protocol"])):
        for step in range(port["range"]):
            inner = port["container_port"] + step
            outer = {**port, "host_port": port["host_port"] + step}
            yield f"{inner}/{port['protocol']} -> {_address(outer, dialect)}"


def _address(port: Item, dialect: Dialect) -> str:
    host = port["host_ip"] or "0.0.0.0"  # noqa: S104 # what an empty address means
    return (
        f"[{host}]:{port['host_port']}"
        if ":" in host and dialect == "docker"
        else f"{host}:{port['host_port']}"
    )


def _unpublished(wanted: str, container: str, dialect: Dialect) -> str:
    if dialect == "docker":
        return f"Error: No public port '{wanted}' published for {container}"
    return f'Error: failed to find published port "{wanted}"'
