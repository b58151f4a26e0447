"""``stop``, ``start``, ``restart``, ``kill``, ``pause``, ``unpause``, ``rm``, ``wait`` and ``rename``.

docker acts on each container by itself and tells of each; podman looks for all of them first, and does
nothing if one is not there.
"""

from __future__ import annotations

from hostbridge.engine.emulate.doing import ask, complain, say
from hostbridge.engine.words.errors import NOT_PARSED
from hostbridge.engine.words.telling import absent, each, made, missing, named, no_operand, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Emulation, Site

_PRINTS = ("wait",)
"""Commands whose output is the engine's and not the container's name."""


def on_podman(call: Call, said: Call, engine: Dialect) -> Emulation:
    """Each container by itself, as docker does it."""
    removes = call.command.name == "rm"
    forced = removes and call.has("--force")
    if forced and not said.option_words("--time"):
        # podman asks a container to end first, and waits ten seconds; docker kills it.
        said = said.with_option("--time", "0")

    def perform(site: Site) -> int:
        failed: list[str] = []
        names = named(call)
        if not names:
            return no_operand(site, call)
        gone = [name for name in names if forced and absent(site, "container", name)]
        for name, done in each(site, said, [name for name in names if name not in gone]):
            if done.returncode:
                code = told(site, call, engine, name, done.stderr)
                if code == NOT_PARSED:
                    return code
                failed.append(name)
            elif call.command.name in _PRINTS:
                say(site, done.stdout.decode(errors="replace").strip())
            else:
                say(site, name)
        for name in gone:
            missing(site, call, "container", name)
        if failed and call.command.name == "start":
            complain(site, f"Error: failed to start containers: {', '.join(failed)}")
        return 1 if failed else 0

    return made(call, said, engine, perform)


def on_docker(call: Call, said: Call, engine: Dialect) -> Emulation:
    """All containers or none, as podman does it."""
    forced = call.command.name == "rm" and call.has("--force")

    def perform(site: Site) -> int:
        names = named(call)
        if not names:
            return no_operand(site, call)
        there = [name for name in names if not absent(site, "container", name)]
        if len(there) < len(names) and not forced:
            first = next(name for name in names if name not in there)
            return missing(site, call, "container", first)
        if not there:
            return 0
        words = said.without_operands()
        for name in there:
            words = words.with_operand(name)
        done = ask(site, *words.argv())
        site.stdout.write(done.stdout)
        site.stdout.flush()
        return told(site, call, engine, there[0], done.stderr) if done.returncode else 0

    return made(call, said, engine, perform)


def rename_on_podman(call: Call, said: Call, engine: Dialect) -> Emulation:
    """Docker tells of a failure twice, and refuses the name that a container has."""

    def perform(site: Site) -> int:
        old, *new = named(call) or [""]
        done = ask(site, *said.argv())
        if done.returncode:
            told(site, call, engine, old, done.stderr)
        elif new == [old]:
            complain(
                site,
                "Error response from daemon: Renaming a container with the same name as its current name",
            )
        else:
            return 0
        complain(site, f"Error: failed to rename container named {old}")
        return 1

    return made(call, said, engine, perform)
