"""Backends and engines by name: the built-in ones as a literal table, outside ones by entry point.

The table is what the distribution's own entry points say, and a test compares them: reading entry
points takes 40 ms. Outside ones are remembered by a fingerprint of the directories on ``sys.path``.
"""

from __future__ import annotations

import os
import sys

from hostbridge.errors import HostbridgeError, NotFound
from hostbridge.state.cached import cached
from hostbridge.state.places import cache_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from hostbridge.contract.backend import Backend
    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session

BACKENDS = {
    "context": "hostbridge_context:ContextBackend",
    "native": "hostbridge_native:NativeBackend",
    "ssh": "hostbridge_ssh:SshBackend",
}
ENGINES = {
    "docker": "hostbridge.engine.docker:DockerEngine",
    "kernel": "hostbridge.engine.kernel:KernelEngine",
    "nerdctl": "hostbridge.engine.nerdctl:NerdctlEngine",
    "podman": "hostbridge.engine.podman:PodmanEngine",
}
_GROUPS = {"backend": ("hostbridge.backends", BACKENDS), "engine": ("hostbridge.engines", ENGINES)}


def load_backend(name: str) -> Backend:
    """A backend by name; NotFound names those that exist, HostbridgeError one that fails to load."""
    made: Backend = _load("backend", name)
    return made


def load_engine(name: str) -> Engine:
    """An engine by name; raises as load_backend."""
    made: Engine = _load("engine", name)
    return made


def engine_on(name: str, session: Session, words: Sequence[str] = ()) -> Engine:
    """An engine whose client is told where a session's machine is, and ``words`` besides."""
    engine = load_engine(name)
    told = (*session.client(name), *words)
    if told:
        engine.client = (*engine.client, *told)
    return engine


def backends() -> dict[str, str]:
    """Every backend: its name, and ``module:class``."""
    return {**outside("hostbridge.backends"), **BACKENDS}


def engines() -> dict[str, str]:
    """Every engine, likewise."""
    return {**outside("hostbridge.engines"), **ENGINES}


def outside(group: str) -> dict[str, str]:
    """The entry points of a group that other distributions registered; never the built-in names."""
    told = cached(
        _newest_directory(), f"{cache_dir(os.environ)}/plugins", lambda _: _entry_points()
    )
    built_in = BACKENDS if group == "hostbridge.backends" else ENGINES
    found: dict[str, str] = dict((told or {}).get(group, {}))
    return {name: where for name, where in found.items() if name not in built_in}


def _newest_directory() -> str:
    """The directory of sys.path that changed last: installing anything changes one of them."""
    newest, when = os.path.dirname(__file__), -1
    for place in sys.path:
        try:
            changed = os.stat(place).st_mtime_ns if place.endswith("-packages") else -1
        except OSError:
            continue
        if changed > when:
            newest, when = place, changed
    return newest


def _entry_points() -> dict[str, dict[str, str]]:
    from importlib.metadata import entry_points

    return {
        group: {point.name: point.value for point in entry_points(group=group)}
        for group, _ in _GROUPS.values()
    }


def _load(kind: str, name: str) -> Any:
    group, table = _GROUPS[kind]
    where = table.get(name) or outside(group).get(name)
    if where is None:
        known = ", ".join(sorted({**outside(group), **table}))
        raise NotFound(f"there is no {kind} {name!r}", "", f"choose one of: {known}", exit_code=125)
    module, _, attribute = where.partition(":")
    try:
        loaded = __import__(module, fromlist=[attribute])
        return getattr(loaded, attribute)()
    except Exception as error:
        if name in table:
            raise
        raise HostbridgeError(
            f"{kind} {name!r} cannot be loaded",
            f"{where}: {type(error).__name__}: {error}",
            "update or uninstall the package that brings it",
        ) from error
