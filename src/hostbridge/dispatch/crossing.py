"""What the words of a call mean to the host, and how they cross into the machine.

On ``native`` nothing crosses: only a relative path is made absolute (docker before 23 refuses it),
and the missing directory of ``-v`` is made where the engine would refuse what docker makes. The
rules for machines with other paths are in ``far``, which a local command never loads.
"""

from __future__ import annotations

import os

from hostbridge.dispatch.paths import (
    absolute,
    is_path,
    join_csv,
    join_volume,
    split_csv,
    split_volume,
)
from hostbridge.dispatch.plan import Rewrite
from hostbridge.errors import NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from hostbridge.catalogue import Call, Word
    from hostbridge.contract.engine import Dialect, Emulation

    C = TypeVar("C", bound="Crossing")

RELATIVE = "a relative path is resolved against the current directory"


class Crossing:
    """One call on its way across: the call as it is by now, and what has to happen beside it."""

    def __init__(
        self, call: Call, *, dialect: Dialect, engine: Dialect, cwd: str, env: Mapping[str, str]
    ) -> None:
        self.call = call
        self.dialect = dialect
        self.engine = engine
        self.cwd = cwd
        self.env = env
        self.rewrites: list[Rewrite] = []
        self.make: list[str] = []
        self.before: Emulation | None = None

    def change(self, word: Word, text: str, reason: str) -> None:
        """Give a word another value, and keep the reason."""
        before = word.value or ""
        if text != before:
            self.call = self.call.with_word(word, text)
            self.rewrites.append(Rewrite(before, text, reason))

    def host_path(self, path: str) -> str:
        """A path as the machine sees it; here, the absolute host path itself."""
        return absolute(path, self.cwd)

    def why(self, path: str) -> str:
        """Why ``host_path`` changed a path."""
        del path
        return RELATIVE

    def missing_bind(self, path: str) -> None:
        """``-v`` names a host path that may not exist: docker makes a directory, podman refuses."""
        if self.dialect == self.engine or os.path.lexists(path):
            return
        if self.dialect == "docker":
            self.make.append(path)
            return
        raise NotFound(
            f"{path}: no such file or directory",
            "podman does not make the missing source of a bind mount",
            f"make it first: mkdir -p {path}",
            exit_code=125,
        )


def cross(crossing: C, rules: Mapping[str, Callable[[C, Word], None]]) -> None:
    """Apply the rule of each word that has a meaning to the host."""
    for word in crossing.call.words:
        if word.meaning and word.value is not None:
            rule = rules.get(word.meaning)
            if rule is not None:
                rule(crossing, word)


def volume(crossing: Crossing, word: Word) -> None:
    """``-v SRC:DST[:opts]``."""
    source, target, options = split_volume(word.value or "")
    if not source or not is_path(source):
        return
    crossing.missing_bind(absolute(source, crossing.cwd))
    if source[0] == "." or crossing.host_path(source) != source:
        seen = crossing.host_path(source)
        crossing.change(word, join_volume(seen, target, options), crossing.why(source))


def mount(crossing: Crossing, word: Word) -> None:
    """``--mount type=bind,source=…``; the type is ``volume`` where none is named."""
    fields = split_csv(word.value or "")
    pairs = [field.partition("=") for field in fields]
    if not any(key == "type" and kind == "bind" for key, _, kind in pairs):
        return
    for index, (key, _, source) in enumerate(pairs):
        if key in ("source", "src") and source:
            seen = crossing.host_path(source)
            if seen != source and not (source[0] == "/" and crossing.why(source) is RELATIVE):
                fields[index] = f"{key}={seen}"
                crossing.change(word, join_csv(fields), crossing.why(source))


LOCAL_RULES: Mapping[str, Callable[[Crossing, Word], None]] = {"volume": volume, "mount": mount}
