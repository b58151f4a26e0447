"""Which containers and images are meant: ``--all``, ``--latest``, ``--ignore``, ``--cidfile``, filters."""

from __future__ import annotations

from hostbridge.contract.engine import Emulation
from hostbridge.engine.emulate.doing import ask, carry_out, complain, is_missing, lines, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_SELECTORS = ("--all", "--latest", "--ignore", "--cidfile", "--filter", "--running")
_FAILED = 125


def act(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``start|stop|restart|kill|rm|pause|unpause`` on what the selectors name."""
    rest = call
    for name in _SELECTORS:
        rest = rest.without(name)

    def perform(site: Site) -> int:
        names = _names(site, call)
        if names is None:
            return _FAILED
        targets = rest
        for word in rest.operands():
            targets = targets.without_word(word)
        if not names:
            return 0
        for name in names:
            targets = targets.with_operand(name)
        return carry_out(targets, engine, site)

    return Emulation(f"{call.command.name} on what is selected", reason, perform)


def latest(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``--latest``: the container that was created last; ``--cidfile``: the one of the file."""
    rest = call.without("--latest").without("--cidfile")

    def perform(site: Site) -> int:
        found = _names(site, call.without_operands())
        if found is None:
            return _FAILED
        if not found:
            complain(site, "Error: there is no container")
            return _FAILED
        changed = rest
        for word in rest.operands():
            changed = changed.without_word(word)
        return carry_out(changed.with_operand_first(found[0], [*rest.operands()]), engine, site)

    return Emulation(f"{call.command.name} --latest", reason, perform)


def images(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``rmi --ignore``: an image that is not there is no failure. ``--all``: every image."""
    rest = call.without("--ignore").without("--all")
    names = [word.value or "" for word in call.operands()]

    def perform(site: Site) -> int:
        kept = rest
        if call.has("--all"):
            for name in dict.fromkeys(lines(ask(site, "images", "-q", "--no-trunc"))):
                kept = kept.with_operand(name)
            return carry_out(kept, engine, site) if kept.operands() else 0
        for word, name in zip(rest.operands(), names):
            if is_missing(ask(site, "image", "inspect", name)):
                kept = kept.without_word(word)
        return carry_out(kept, engine, site) if kept.operands() else 0

    return Emulation("rmi --ignore", reason, perform)


def volumes(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``volume rm --all``: every volume."""
    rest = call.without("--all")

    def perform(site: Site) -> int:
        named = rest
        for name in lines(ask(site, "volume", "ls", "-q")):
            named = named.with_operand(name)
        return carry_out(named, engine, site) if named.operands() else 0

    return Emulation("volume rm --all", reason, perform)


def ports(call: Call, engine: Dialect, reason: str) -> Emulation:
    """``port --all``: of every running container, each line with its short id first, as podman does."""
    del call, engine

    def perform(site: Site) -> int:
        for name in lines(ask(site, "ps", "-q")):
            for line in ask(site, "port", name).stdout.decode(errors="replace").splitlines():
                say(site, f"{name}\t{line}")
        return 0

    return Emulation("port --all", reason, perform)


def _names(site: Site, call: Call) -> list[str] | None:
    names = [word.value or "" for word in call.operands()]
    for path in call.values("--cidfile"):
        done = site.session.run(["cat", path])
        if done.returncode and not call.has("--ignore"):
            complain(site, f"Error: reading {path}: {done.stderr.decode(errors='replace').strip()}")
            return None
        names += lines(done)
    if call.has("--latest"):
        names += lines(ask(site, "ps", "-a", "-l", "-q"))
    filters = [part for text in call.values("--filter") for part in ("--filter", text)]
    if call.has("--all") or call.has("--running") or filters:
        running = call.command.name in ("stop", "kill", "pause") or call.has("--running")
        every = [] if running else ["-a"]
        names += lines(ask(site, "ps", "-q", "--no-trunc", *every, *filters))
    if call.has("--ignore"):
        names = [n for n in names if not is_missing(ask(site, "container", "inspect", n))]
    return list(dict.fromkeys(names))
