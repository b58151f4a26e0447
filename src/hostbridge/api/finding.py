"""What registries offer, and what a container changed: typed, from either engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hostbridge.contract.engine import Query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hostbridge.api.channel import Channel

_KINDS: dict[str, ChangeKind] = {"A": "added", "C": "changed", "D": "deleted"}
ChangeKind = Literal["added", "changed", "deleted"]


@dataclass(frozen=True, slots=True)
class Found:
    """An image that a registry offers. index: the registry's name, where the engine tells it."""

    name: str
    description: str = ""
    stars: int = 0
    official: bool = False
    index: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A path of a container that is not as in its image."""

    kind: ChangeKind
    path: str


def search(channel: Channel, term: str, *, limit: int | None = None) -> list[Found]:
    """Ask registries for a term; limit is of each registry."""
    options = () if limit is None else ((f"--limit={limit}", ""),)
    rows = channel.records("search", Query(names=(term,), options=options))
    return [
        Found(str(row["name"]), str(row["description"]), int(row["stars"]), bool(row["official"]),
              str(row["index"]))
        for row in rows
    ]  # fmt: skip


def changes(lines: Iterable[str]) -> list[Change]:
    """The lines of ``diff``; others are left out."""
    found: list[Change] = []
    for line in lines:
        kind, _, path = line.partition(" ")
        if kind in _KINDS and path:
            found.append(Change(_KINDS[kind], path))
    return found
