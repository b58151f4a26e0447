"""Events as ``events`` shows them: those of a span of time, and those that come."""

from __future__ import annotations

import os
import time

from hostbridge.errors import UsageError
from hostbridge_kernel.containers.events import Events, read
from hostbridge_kernel.containers.watching import Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, Any, Optional

    Row = dict[str, Any]

_KEYS = ("config", "container", "daemon", "event", "image", "label", "network", "node", "plugin",
         "scope", "secret", "service", "type", "volume")  # fmt: skip


def follow(events: Events, since: int, until: int) -> Iterator[Row]:
    """Events from ``since`` to ``until``, nanoseconds since 1970; 0: from now on, for ever."""
    os.makedirs(os.path.dirname(events.path), mode=0o700, exist_ok=True)
    with Watch(os.path.dirname(events.path)) as watch:
        current: Optional[IO[bytes]] = _open(events.path)
        try:
            if since:
                if current is not None:
                    current.close()
                older = _open(f"{events.path}.1")
                if older is not None:
                    with older:
                        yield from _chosen(older, since, until)
                current = _open(events.path)
            elif current is not None:
                current.seek(0, os.SEEK_END)
            while True:
                over = bool(until) and time.time_ns() > until
                if current is None:
                    current = _open(events.path)
                if current is not None:
                    yield from _chosen(current, since, until)
                    if not _same(current, events.path):
                        yield from _chosen(current, since, until)
                        current.close()
                        current = None
                        continue
                if over:
                    return
                left = (until - time.time_ns()) / 1e9 if until else 1.0
                watch.wait(max(0.0, min(1.0, left)))
        finally:
            if current is not None:
                current.close()


def _open(path: str) -> Optional[IO[bytes]]:
    try:
        return open(path, "rb")
    except FileNotFoundError:
        return None


def _same(file: IO[bytes], path: str) -> bool:
    try:
        return os.fstat(file.fileno()).st_ino == os.stat(path).st_ino
    except FileNotFoundError:
        return False


def _chosen(file: IO[bytes], since: int, until: int) -> Iterator[Row]:
    for line in file:
        if not line.endswith(b"\n"):
            file.seek(-len(line), os.SEEK_CUR)
            return
        row = read(line)
        if row is None:
            continue
        at = int(row.get("timeNano") or 0)
        if (not since or at >= since) and (not until or at <= until):
            yield row


class Filters:
    """The ``--filter`` words of ``events``: those of one key are alternatives, labels are not."""

    def __init__(self, texts: list[str]) -> None:
        self._by_key: dict[str, list[str]] = {}
        for text in texts:
            key, sign, wanted = text.partition("=")
            if not sign or key not in _KEYS:
                raise UsageError(
                    f"invalid filter '{key}'", "", f"known: {', '.join(_KEYS)}", exit_code=1
                )
            self._by_key.setdefault(key, []).append(wanted)

    def fit(self, row: Row) -> bool:
        """Whether an event is to be shown."""
        return all(
            (all if key == "label" else any)(_fits(row, key, text) for text in wanted)
            for key, wanted in self._by_key.items()
        )


def _fits(row: Row, key: str, wanted: str) -> bool:
    attributes = row["Actor"].get("Attributes") or {}
    actor = str(row["Actor"].get("ID") or "")
    if key == "type":
        return bool(row["Type"] == wanted)
    if key == "event":
        action = str(row["Action"])
        return action == wanted or action.partition(":")[0] == wanted
    if key == "scope":
        return bool(row.get("scope") == wanted)
    if key == "label":
        name, sign, text = wanted.partition("=")
        return name in attributes and (not sign or attributes[name] == text)
    if key == "image":
        named = (
            attributes.get("image") if row["Type"] == "container" else attributes.get("name", actor)
        )
        return wanted in (named, str(named).partition(":")[0], actor)
    if key in ("container", "network", "volume"):
        if row["Type"] == key:
            return attributes.get("name") == wanted or (bool(wanted) and actor.startswith(wanted))
        other = str(attributes.get(key) or "")
        return bool(wanted) and other.startswith(wanted)
    return False


def line(row: Row) -> str:
    """An event as docker's client writes it."""
    attributes = row["Actor"].get("Attributes") or {}
    told = ", ".join(f"{key}={text}" for key, text in sorted(attributes.items()))
    whole, rest = divmod(int(row["timeNano"]), 1_000_000_000)
    local = time.localtime(whole)
    zone = time.strftime("%z", local)
    zone = "Z" if zone == "+0000" else f"{zone[:3]}:{zone[3:]}"
    stamp = f"{time.strftime('%Y-%m-%dT%H:%M:%S', local)}.{rest:09}{zone}"
    tail = f" ({told})" if told else ""
    return f"{stamp} {row['Type']} {row['Action']} {row['Actor']['ID']}{tail}"
