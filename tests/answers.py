"""What real engines answered, recorded, and a session that answers so.

``tests/unit/engine/data/more.json`` has, for each engine, what it printed as JSON (``lists``, by argv),
what its client printed for people (``printed``) at the time ``now``, and one event of each sort
(``events``).
"""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hostbridge.catalogue import parse
from hostbridge.contract.session import Completed
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.podman import PodmanEngine
from hostbridge.engine.render import render, rendering_of
from hostbridge.testing.fakes import ScriptedSession

_DATA = Path(__file__).parent / "unit" / "engine" / "data"
RECORDED = json.loads((_DATA / "more.json").read_text())
LISTED = {
    name: json.loads((_DATA / f"{name}.json").read_text())["lists"] for name in ("docker", "podman")
}
ENGINES = {"docker": DockerEngine, "podman": PodmanEngine}
OTHER = {"docker": "podman", "podman": "docker"}
IMAGE = "hostbridge.test/base:1"


class Session(ScriptedSession):
    """Answers with what was recorded, changed by a function of the decoded answer."""

    def __init__(self, engine: str, change: Any = None) -> None:
        super().__init__()
        self._texts = {**LISTED[engine], **RECORDED[engine]["lists"]}
        self._change = change

    def run(self, argv: Sequence[str], **_: Any) -> Completed:
        """The longest recorded argv that begins as this one does, or as its first words."""
        line = " ".join(argv)
        fits = [known for known in self._texts if known == line]
        fits = fits or [known for known in self._texts if known.split()[:2] == line.split()[:2]]
        if argv[2] == "inspect" and argv[1] == "container":
            fits = [f"{argv[0]} inspect web"]
        text = self._texts[fits[0]] if fits else "[]"
        if self._change is not None:
            text = self._changed(text)
        return Completed(tuple(argv), 0, text.encode("utf-8", "surrogateescape"))

    def _changed(self, text: str) -> str:
        try:
            return json.dumps(self._change(json.loads(text)))
        except ValueError:
            pass
        try:
            rows = self._change([json.loads(line) for line in text.splitlines()])
        except ValueError:
            return text
        return "\n".join(json.dumps(row) for row in rows) if isinstance(rows, list) else "[]"


def shown(
    words: str, dialect: str, session: Session, engine: str, out: Any = None
) -> tuple[int, str]:
    rendering = rendering_of(parse(shlex.split(words), dialect))  # type: ignore[arg-type]
    assert rendering is not None
    stdout = out or io.BytesIO()
    code = render(rendering, session, ENGINES[engine](), stdout)
    return code, stdout.getvalue().decode("utf-8", "surrogateescape")
