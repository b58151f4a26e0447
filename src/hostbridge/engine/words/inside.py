"""``exec``, ``logs``, ``attach`` and ``start -a``: the streams are a container's own, and stay so.

What a program writes may look like an engine's refusal, so nothing is said otherwise unless the engine
itself, asked anew, tells that the container is not there or does not run. ``exec`` on this host is not
looked at beforehand: its refusal is recognised when it ends. The others, and every command that runs
elsewhere, become the engine's client after one question.
"""

from __future__ import annotations

import re

from hostbridge.contract.engine import Emulation, Refusing, Wording
from hostbridge.engine.emulate.doing import ask, complain, is_missing
from hostbridge.engine.words.operands import NONE_NAMED
from hostbridge.engine.words.telling import container_id, missing, named, no_operand
from hostbridge.errors import Unavailable, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_REFUSALS = {
    "docker": r"Error(?: response from daemon)?: (?:No such container: {name}|[Cc]ontainer \S+ is not running"
    r"|Container \S+ is paused, unpause the container before exec)",
    "podman": r'Error: (?:no container with name or ID "{name}" found: no such container'
    r"|can only create exec sessions on running containers: container state improper)",
}
"""How ``exec`` is refused by an engine, from docker 20.10 and 28, podman 4.3 and 5.4."""
_CODES = {"docker": (1,), "podman": (125, 255)}
"""The exit codes that go with it."""
_IDLE = {
    ("exec", "docker", "paused"): "Error response from daemon: Container {name} is paused, unpause the container before exec",
    ("exec", "docker", ""): "Error response from daemon: Container {id} is not running",
    ("exec", "podman", ""): "Error: can only create exec sessions on running containers: container state improper",
    ("attach", "docker", "paused"): "You cannot attach to a paused container, unpause it first",
    ("attach", "docker", "restarting"): "You cannot attach to a restarting container, wait until it is running",
    ("attach", "docker", ""): "You cannot attach to a stopped container, start it first",
    ("attach", "podman", ""): "Error: you can only attach to running containers",
}  # fmt: skip
"""Command, dialect, state (empty: any other that is not running): what is said of it."""


def executed(call: Call, said: Call, engine: Dialect) -> Emulation:
    """``exec``: on this host its refusal is told afterwards, elsewhere it is foreseen."""
    del said
    names = named(call)
    pattern = _REFUSALS[engine].replace("{name}", re.escape(names[0] if names else ""))
    place: list[Site] = []

    def perform(site: Site) -> int:
        place.append(site)
        if not names:
            return no_operand(site, call)
        # Elsewhere a terminal there carries both outputs as one, and a refusal could not be told apart.
        return 0 if site.session.features.local else _foreseen(site, call, names[0])

    def told(code: int, line: str) -> int | None:
        del line
        if code not in _CODES[engine]:
            return None
        return _foreseen(place[-1], call, names[0]) or None

    if engine == "podman" and call.has("--detach"):
        # It prints an id, where docker prints nothing.
        quiet = Wording(lambda text: text, lambda code, _: code, lambda _: b"")
        return Emulation(_what(call), _REASON, foreseen(call, call, engine).perform, call, quiet)

    def holds(line: str) -> bool:
        return re.fullmatch(pattern, line) is not None

    refusing = Refusing(holds, told, call.has("--tty"))
    return Emulation(_what(call), _REASON, perform, call, refusing=refusing)


def foreseen(call: Call, said: Call, engine: Dialect) -> Emulation:
    """``logs``, ``attach``, ``start -a``: whether the container is there is asked first."""
    del said, engine

    def perform(site: Site) -> int:
        names = named(call)
        if names and (wrong := _wrong_time(call)):
            complain(site, wrong)
            return NONE_NAMED[call.dialect]
        return _foreseen(site, call, names[0]) if names else no_operand(site, call)

    return Emulation(_what(call), _REASON, perform, call)


_REASON = "a container that is not there or does not run is told as the dialect does"


def nameless(call: Call) -> Emulation:
    """``run`` and ``create`` without an image."""
    return Emulation(_what(call), "no image is named", lambda site: no_operand(site, call))


def _wrong_time(call: Call) -> str:
    """What the dialect says of a ``--since`` or ``--until`` of ``logs`` that is no time; else empty."""
    if call.command.name != "logs":
        return ""
    from hostbridge.engine.instants import nanoseconds

    for name in ("since", "until"):
        for text in call.values(f"--{name}"):
            try:
                nanoseconds(text)
            except UsageError:
                if call.dialect == "docker":
                    why = f'failed to parse value as time or duration: "{text}"'
                    return f'invalid value for "{name}": {why}'
                return f'Error: parsing --{name} "{text}": unable to interpret time value'
    return ""


def _what(call: Call) -> str:
    return f"the words of {call.dialect}"


def _foreseen(site: Site, call: Call, name: str) -> int:
    """Say what is in the way of the command; the exit code, 0 where nothing is."""
    done = ask(site, "container", "inspect", "--format", "{{.State.Status}}", name)
    if done.returncode:
        if is_missing(done):
            return missing(site, call, "container", name)
        raise Unavailable(
            f"{site.client[0]} does not tell whether {name} is there",
            done.stderr.decode(errors="replace").strip(),
        )
    state = done.stdout.decode(errors="replace").strip()
    command = call.command.name
    if state == "running" or command not in ("exec", "attach"):
        return 0
    words = _IDLE.get((command, call.dialect, state)) or _IDLE[(command, call.dialect, "")]
    identity = container_id(site, name) if "{id}" in words else ""
    complain(site, words.format(name=name, id=identity or name))
    if call.dialect == "docker":
        return 1
    return 255 if command == "exec" and not call.has("--detach") else 125
