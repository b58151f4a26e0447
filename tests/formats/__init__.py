"""``--format`` as the real clients work it out: a corpus, what they answered, and how to ask again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recorded"
CLIENTS = sorted(path.stem for path in FOLDER.glob("*-[0-9]*.json"))
"""The recorded clients, such as ``docker-28.2``."""


def recording(name: str) -> dict[str, Any]:
    """A file of ``recorded/``: of a client the rows by what they are about, of an engine its answers."""
    told: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return told


_NEWER = (
    (re.compile(r'unexpected "\)" in command'), "unexpected right paren"),
    (re.compile(r"unexpected <with> in else"), "unexpected <with> in input"),
    (re.compile(r"non-function (?:\S+ )?of type"), "non-function of type"),
    (re.compile(r"\*types\.ContainerState"), "*container.State"),
    (re.compile(r"(?<=1h0m0s 0s 0s )0\}"), "0s 0}"),
    (re.compile(r"types\.Volume"), "volume.Volume"),
    (re.compile(r"entities\.VolumeListReport"), "volume.VolumeListReport"),
    (re.compile(r"\*define\.Info$", re.MULTILINE), "system.infoReport"),
    (re.compile(r"system\.info$", re.MULTILINE), "system.dockerInfo"),
    (re.compile(r"inspecting object: (?:printing inspect output: )?(?=no such|template)"), ""),
    (re.compile(r"(?<= ):::(?=\d)"), "[::]:"),
)
"""What older versions of Go and of the clients say, and what newer ones do."""


def in_newer_words(answer: tuple[int, str, str]) -> tuple[int, str, str]:
    """Exit code, output and errors, as a newer client would have them."""
    code, out, err = answer
    for older, newer in _NEWER:
        out, err = older.sub(newer, out), older.sub(newer, err)
    return code, out, err
