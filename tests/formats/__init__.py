"""``--format`` as the real clients work it out: a corpus, what they answered, and how to ask again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recorded"
CLIENTS = sorted(path.stem for path in FOLDER.glob("*-[0-9]*.json"))
"""The recorded clients, such as ``docker-28.2``."""


def recording(name: str) -> dict[str, Any]:
    """A file of ``recorded/``: of a client the rows by what they are about, of an engine its answers."""
    told: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return told
