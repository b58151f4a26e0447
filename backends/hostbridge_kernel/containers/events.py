"""What happened, as docker's event JSON: a file that everybody appends to and anybody follows."""

from __future__ import annotations

import fcntl
import os
import time

from hostbridge_kernel import quickjson

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Optional

_LARGEST = 8 << 20
"""Bytes after which a new file is begun; the one before it is kept as ``.1``."""
_BILLION = 1_000_000_000


class Events:
    """``events.jsonl`` of a data directory."""

    def __init__(self, path: str) -> None:
        self.path = path

    def add(self, kind: str, action: str, actor: str, attributes: dict[str, str]) -> None:
        """Append one event of now. A full disk loses the event, not the command that made it.

        kind: ``container``, ``network``, ``volume``, ``image``; actor: its id or name.
        """
        now = time.time_ns()
        row: dict[str, Any] = {
            "Type": kind, "Action": action, "Actor": {"ID": actor, "Attributes": attributes},
            "scope": "local", "time": now // _BILLION, "timeNano": now,
        }  # fmt: skip
        if kind in ("container", "image"):
            row = {"status": action, "id": actor, **row}
            if kind == "container":
                row["from"] = attributes.get("image", "")
        try:
            self._append(quickjson.dumps(row).encode() + b"\n")
        except OSError:
            return

    def container(self, action: str, config: dict[str, Any], **more: str) -> None:
        """Append an event of a container, with its labels, image and name as attributes."""
        attributes = {
            str(key): str(text) for key, text in (config["Config"].get("Labels") or {}).items()
        }
        attributes.update(image=config["Config"].get("Image", ""), name=config["Name"][1:], **more)
        self.add("container", action, config["Id"], dict(sorted(attributes.items())))

    def _append(self, line: bytes) -> None:
        while True:
            held = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(held, fcntl.LOCK_EX)
                about = os.fstat(held)
                try:
                    current = os.stat(self.path)
                except FileNotFoundError:
                    continue
                if current.st_ino != about.st_ino:
                    continue  # somebody began a new one
                if about.st_size > _LARGEST:
                    os.rename(self.path, f"{self.path}.1")
                    continue
                # One write: a follower never sees a part of it, and a full disk leaves no half line.
                if os.write(held, line) < len(line):
                    os.ftruncate(held, about.st_size)
                return
            finally:
                os.close(held)

    def past(self) -> Iterator[dict[str, Any]]:
        """Every event that is kept, oldest first."""
        for path in (f"{self.path}.1", self.path):
            try:
                with open(path, "rb") as file:
                    for line in file:
                        row = read(line)
                        if row is not None:
                            yield row
            except FileNotFoundError:
                continue


def read(line: bytes) -> Optional[dict[str, Any]]:
    """One line of the file; None for a damaged one."""
    try:
        row = quickjson.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and "Actor" in row else None
