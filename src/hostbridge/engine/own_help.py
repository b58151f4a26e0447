"""What an engine's own ``--help`` says of an option that no table has, kept by the engine's name."""

from __future__ import annotations

import os
import re

from hostbridge.shims import client_path
from hostbridge.state.cached import cached
from hostbridge.state.places import cache_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session

_LINE = re.compile(r"^\s+(?:(-\w), )?\s*(--[\w.-]+)(?: (\S+))?(?:\s{2,}|$)", re.MULTILINE)


def takes_value(
    session: Session, engine: Engine, command: str, option: str, env: Mapping[str, str]
) -> bool | None:
    """Whether the next word belongs to an option; None where the engine does not know it either.

    What is known is kept for as long as the client's file stays the same, where that is local.
    """
    known = _known(session, engine, command, env)
    return known.get(option)


def _known(
    session: Session, engine: Engine, command: str, env: Mapping[str, str]
) -> dict[str, bool]:
    def ask(_path: str) -> dict[str, bool]:
        words = [*engine.client, *command.split(" "), "--help"]
        done = session.run(words, timeout=10)
        return parse_help((done.stdout + done.stderr).decode(errors="replace"))

    if session.features.local:
        path = client_path(engine.client[0], env)
        if os.path.isabs(path):
            folder = f"{cache_dir(env)}/help/{engine.name}-{command.replace(' ', '-') or 'global'}"
            kept: dict[str, bool] = cached(path, folder, ask) or {}
            return kept
    return ask("")


def parse_help(text: str) -> dict[str, bool]:
    """Options of a cobra ``--help``: each spelling, and whether it takes the next word."""
    out: dict[str, bool] = {}
    for short, long, kind in _LINE.findall(text):
        takes = bool(kind) and "[=" not in kind
        out[long] = takes
        if short:
            out[short] = takes
    return out
