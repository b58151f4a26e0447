"""``network`` and ``volume``, ``create`` and ``rm``.

The same option means different things: docker's ``rm -f`` is content with what is not there, podman's
also removes the containers that use it. So neither is handed on; a caller gets what his dialect means.
"""

from __future__ import annotations

from hostbridge.engine.emulate.doing import ask, complain, lines, say
from hostbridge.engine.words.errors import NOT_PARSED, recognised
from hostbridge.engine.words.telling import each, made, missing, named, no_operand, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Emulation, Site

ANONYMOUS = "com.docker.volume.anonymous"
"""The label of a volume that nobody named: what ``volume prune`` and ``system prune --volumes`` remove."""
_FAILED = 125


def remove_on_podman(call: Call, said: Call, engine: Dialect) -> Emulation:
    """For docker's callers: what is used stays, with ``--force`` too."""
    kind = call.command.name.split(" ")[0]
    forced = call.has("--force")
    bare = said.without("--force")

    def perform(site: Site) -> int:
        names = named(call)
        if not names:
            return no_operand(site, call)
        code = 0
        for name, done in each(site, bare, names):
            if done.returncode == 0:
                say(site, name)
            elif forced and _is_missing(done.stderr, engine, kind):
                if kind == "volume":
                    say(site, name)
            else:
                code = told(site, call, engine, name, done.stderr)
                if code == NOT_PARSED:
                    return code
        if code and kind == "network":
            complain(site, "exit status 1")
        return code

    return made(call, said, engine, perform)


def remove_on_docker(call: Call, said: Call, engine: Dialect) -> Emulation:
    """For podman's callers: with ``--force`` the containers that use it are removed first."""
    kind = call.command.name.split(" ")[0]
    forced = call.has("--force")
    bare = said.without("--force")

    def perform(site: Site) -> int:
        names = named(call)
        if not names:
            return no_operand(site, call)
        code = 0
        for name in names:
            if forced:
                using = lines(ask(site, "ps", "-aq", "--filter", f"{kind}={name}"))
                if using:
                    ask(site, "rm", "-f", *using)
            done = ask(site, *bare.without_operands().with_operand(name).argv())
            if done.returncode == 0:
                say(site, name)
            elif _is_missing(done.stderr, engine, kind):
                code = code if forced else missing(site, call, kind, name)
            else:
                code = told(site, call, engine, name, done.stderr)
        return code

    return made(call, said, engine, perform)


def create_on_podman(call: Call, said: Call, engine: Dialect) -> Emulation:
    """Docker prints a network's id, and is content with a volume that is there; it marks one without a name."""
    kind = call.command.name.split(" ")[0]
    name = next(iter(named(call)), call.value("--name") or "")
    if kind == "volume" and not name:
        said = said.with_option("--label", f"{ANONYMOUS}=")

    def perform(site: Site) -> int:
        done = ask(site, *said.argv())
        if done.returncode == 0:
            printed = done.stdout.decode(errors="replace").strip()
            if kind == "network":
                found = ask(site, "network", "inspect", "--format", "{{.ID}}", printed)
                printed = found.stdout.decode().strip() or printed
            say(site, printed)
            return 0
        line = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        found_kind = recognised(line, engine)
        if kind == "volume" and found_kind is not None and found_kind[0] == "volume taken":
            say(site, name)
            return 0
        return told(site, call, engine, name, done.stderr)

    return made(call, said, engine, perform)


def create_on_docker(call: Call, said: Call, engine: Dialect) -> Emulation:
    """Podman prints a network's name, and refuses a volume that is there."""
    kind = call.command.name.split(" ")[0]

    def perform(site: Site) -> int:
        name = next(iter(named(call)), "")
        if kind == "volume" and name and ask(site, "volume", "inspect", name).returncode == 0:
            complain(site, f"Error: volume with name {name} already exists: volume already exists")
            return _FAILED
        done = ask(site, *said.argv())
        if done.returncode:
            return told(site, call, engine, name, done.stderr)
        say(site, name if kind == "network" and name else done.stdout.decode().strip())
        return 0

    return made(call, said, engine, perform)


def _is_missing(stderr: bytes, engine: Dialect, kind: str) -> bool:
    found = [recognised(line, engine) for line in stderr.decode(errors="replace").splitlines()]
    return any(each is not None and each[0] == f"no {kind}" for each in found)
