"""What the modules of words share: the client run for several names at once, and its failures told."""

from __future__ import annotations

from hostbridge.contract.engine import Emulation
from hostbridge.contract.session import CAPTURE, Completed
from hostbridge.engine.emulate.doing import ask, complain, is_missing
from hostbridge.engine.words.errors import NOT_PARSED, code_of, recognised, said
from hostbridge.engine.words.operands import NONE_NAMED, none_named
from hostbridge.errors import Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

AT_ONCE = 8
"""Clients of an engine that run beside one another, as docker's daemon acts on several containers."""


def made(call: Call, said: Call, engine: Dialect, perform: Callable[[Site], int]) -> Emulation:
    """What is done, and how ``--plan`` tells it."""
    what = f"{engine} {' '.join(said.argv())}"
    return Emulation(what, f"said in the words of {call.dialect}", perform)


def no_operand(site: Site, call: Call) -> int:
    """Say that names are missing; the exit code that goes with it."""
    for line in none_named(call.command.name, call.dialect):
        complain(site, line)
    return NONE_NAMED[call.dialect]


def named(call: Call) -> list[str]:
    """The operands."""
    return [word.value or "" for word in call.operands()]


def each(site: Site, call: Call, names: Sequence[str]) -> Iterator[tuple[str, Completed]]:
    """Run the call for each name, several beside one another; the results in the order of names."""
    bare = call.without_operands()
    for start in range(0, len(names), AT_ONCE):
        group = names[start : start + AT_ONCE]
        running = [
            site.session.spawn(
                [*site.client, *bare.with_operand(name).argv()], stdio=CAPTURE, env=site.env
            )
            for name in group
        ]
        try:
            for name, process in zip(group, running):
                out, err = process.communicate()
                yield name, Completed(process.argv, process.wait(), out, err)
        finally:
            for process in running:
                process.close()


def told(site: Site, call: Call, engine: Dialect, name: str, stderr: bytes) -> int:
    """Say what the engine said of a failure in the caller's dialect; the exit code that goes with it."""
    code = 0
    for line in stderr.decode(errors="replace").splitlines():
        if not line.strip() or not _is_failure(line):
            continue
        complain(
            site,
            said(
                line,
                engine,
                call.dialect,
                name,
                lambda wanted: container_id(site, wanted),
                command=call.command.name,
            ),
        )
        found = recognised(line, engine)
        if found is not None and found[0] == "not parsed":
            return NOT_PARSED
        code = code or code_of(found[0] if found else "", call.command.name, call.dialect)
    return code or code_of("", call.command.name, call.dialect)


def missing(site: Site, call: Call, kind: str, name: str) -> int:
    """Say that a thing is not there; the exit code that goes with it."""
    lines = {
        "container": f"No such container: {name}",
        "network": f"network {name} not found",
        "volume": f"get {name}: no such volume",
        "image": f"No such image: {name}",
    }
    line = f"Error response from daemon: {lines[kind]}"
    complain(site, said(line, "docker", call.dialect, name, str, command=call.command.name))
    return code_of(f"no {kind}", call.command.name, call.dialect)


def absent(site: Site, kind: str, name: str) -> bool:
    """Whether a thing is not there. Raises Unavailable for an engine that did not tell."""
    done = ask(
        site, kind, "inspect", "--format", "{{.ID}}" if kind == "network" else "{{.Id}}", name
    )
    if done.returncode and not is_missing(done):
        said_instead = done.stderr.decode(errors="replace").strip()
        raise Unavailable(f"{site.client[0]} does not tell whether {name} is there", said_instead)
    return done.returncode != 0


def container_id(site: Site, name: str) -> str:
    """A container's full id; empty where there is none."""
    done = ask(site, "container", "inspect", "--format", "{{.Id}}", name)
    return done.stdout.decode().strip() if done.returncode == 0 else ""


def _is_failure(line: str) -> bool:
    """Whether a line tells why; a log line, a usage or the end of docker's client does not."""
    return not (
        line.startswith(
            (
                "time=",
                "exit status ",
                "Error: failed to start containers",
                "Error: failed to rename",
                "See '",
                "Usage:",
                "Run '",
            )
        )
    )
