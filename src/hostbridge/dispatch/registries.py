"""Which registries one command may talk to, and whose log-ins it needs from this host."""

from __future__ import annotations

import re

from hostbridge.clients.credentials import registry_of
from hostbridge.clients.logins import engine_knows, known
from hostbridge.dispatch.make import ASK
from hostbridge.dispatch.paths import absolute, is_remote_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.catalogue import Call

_FROM = re.compile(
    r"(?im)^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)|--from=(\S+)|^#[ \t]*syntax[ \t]*=[ \t]*(\S+)"
)
_ARG = re.compile(r"(?im)^[ \t]*ARG[ \t]+(\w+)=(\S+)")


def from_elsewhere(call: Call, cwd: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """Registries whose log-ins a machine elsewhere has to be handed."""
    return known(registries(call, cwd), env, call.dialect) if _may_ask(call) else ()


def bridged(call: Call, cwd: str, env: Mapping[str, str], engine: str) -> tuple[str, ...]:
    """Registries whose log-ins an engine on this host does not find by itself, but the caller would."""
    if not _may_ask(call):
        return ()
    told = known(registries(call, cwd), env, call.dialect)
    return tuple(one for one in told if not engine_knows(one, env, engine))


def unless_there(call: Call) -> str:
    """The image that a call pulls only where it is missing; empty for a call that asks in any case."""
    if call.command.name not in ("run", "create"):
        return ""
    policy = call.value("--pull") or "missing"
    images = [word.value or "" for word in call.operands()][:1]
    return images[0] if images and policy in ("missing", "never", "false") else ""


def registries(call: Call, cwd: str) -> list[str]:
    """The registries that the words of a call name, without repetition."""
    if call.command.name == "build":
        found = [registry_of(one) for one in _built_from(call, cwd)]
        found += [registry_of(tag) for tag in call.values("--tag")] if call.has("--push") else []
        return list(dict.fromkeys(found))
    images = [word.value or "" for word in call.operands()][:1]
    if call.command.name in ("pull", "push"):
        images = [word.value or "" for word in call.operands()]
    return list(dict.fromkeys(registry_of(one) for one in images if one))


def _may_ask(call: Call) -> bool:
    return call.command.name in ASK and not (call.values("--authfile") or call.values("--creds"))


def _built_from(call: Call, cwd: str) -> list[str]:
    """Images that a Dockerfile begins with; docker's own registry where it cannot be read."""
    operands = call.operands()
    context = (operands[-1].value if operands else None) or "."
    named = call.value("--file")
    if named == "-" or (named is None and is_remote_context(context)):
        return [""]
    places = (
        [named]
        if named
        else [f"{context.rstrip('/')}/{name}" for name in ("Dockerfile", "Containerfile")]
    )
    for place in places:
        try:
            with open(absolute(place, cwd), encoding="utf-8", errors="replace") as file:
                return _images(file.read(1 << 20), call)
        except OSError:
            continue
    return [""]


def _images(text: str, call: Call) -> list[str]:
    given = dict(_ARG.findall(text))
    for pair in call.values("--build-arg"):
        name, joined, content = pair.partition("=")
        if joined:
            given[name] = content
    found = ["".join(groups) for groups in _FROM.findall(text)]
    return [re.sub(r"\$\{?(\w+)\}?", lambda m: given.get(m[1], ""), one) for one in found]
