"""What ``prune`` removed."""

from __future__ import annotations

from dataclasses import dataclass

from hostbridge.api.measures import size


@dataclass(frozen=True, slots=True)
class Pruned:
    """Ids or names of what was removed, and the bytes that became free (0 where it is not told)."""

    removed: tuple[str, ...]
    reclaimed: int = 0


def read_pruned(text: str) -> Pruned:
    """From what either engine prints: headings end with a colon, the rest are ids or names."""
    removed: list[str] = []
    reclaimed = 0
    for line in text.splitlines():
        words = line.strip()
        if words.lower().startswith("total reclaimed space:"):
            reclaimed = size(words.partition(":")[2])
        elif words.startswith("deleted: ") or words.startswith("untagged: "):
            removed.append(words.partition(": ")[2])
        elif words and not words.endswith(":"):
            removed.append(words)
    return Pruned(tuple(removed), reclaimed)
