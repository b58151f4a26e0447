"""What real engines said, recorded: docker 20.10 behind docker 28's client, and podman 4.3.

``data/<engine>.json`` has ``now`` (when it was recorded), ``lists`` (what a listing in JSON printed, by
its argv), ``objects`` (inspected objects by kind and id) and ``printed`` (what the engine's own client
printed for a command at that time).
"""

from __future__ import annotations

import io
import json
import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hostbridge.catalogue import parse
from hostbridge.contract.engine import Engine
from hostbridge.contract.session import Completed
from hostbridge.engine import render as rendering
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.podman import PodmanEngine
from hostbridge.testing.fakes import ScriptedSession

if TYPE_CHECKING:
    from hostbridge.contract.engine import Dialect

ENGINES: dict[str, type[Engine]] = {"docker": DockerEngine, "podman": PodmanEngine}
Render = Callable[..., tuple[int, str]]


class Recorded(ScriptedSession):
    """Answers as the recorded engine did."""

    def __init__(self, name: str) -> None:
        super().__init__()
        text = (Path(__file__).parent / "data" / f"{name}.json").read_text()
        self.data: dict[str, Any] = json.loads(text)
        self.asked: list[str] = []

    def run(self, argv: Sequence[str], **_: Any) -> Completed:
        """What was recorded for it; inspected objects are put together from their parts."""
        line = " ".join(argv)
        self.asked.append(line)
        if line in self.data["lists"]:
            return Completed(tuple(argv), 0, self.data["lists"][line].encode())
        if argv[1:4] == ["ps", "-q", "--no-trunc"]:
            return Completed(tuple(argv), 0, "\n".join(self._on(argv[-1])).encode())
        place = argv.index("inspect")
        words = argv[place + 1 :]
        kind = argv[place - 1] if place > 1 else ""
        if "--type" in words:
            kind = words[words.index("--type") + 1]
        names = [word for word in words if not word.startswith("--") and word != kind]
        return self._inspected(argv, kind, names)

    def _on(self, filtered: str) -> list[str]:
        """The ids of the containers on a network, as ``network=NAME`` filters them."""
        network = filtered.removeprefix("network=")
        containers: dict[str, Any] = self.data["objects"]["container"]
        return [
            key for key, item in containers.items()
            if network in (item["NetworkSettings"].get("Networks") or {})
        ]  # fmt: skip

    def _inspected(self, argv: Sequence[str], kind: str, names: list[str]) -> Completed:
        found: list[Any] = []
        said = b""
        for name in names:
            kinds = [kind] if kind else ["container", "image", "network", "volume"]
            known = [self.data["objects"].get(each, {}).values() for each in kinds]
            fits = [item for items in known for item in items if _named(item, name)]
            found += fits[:1]
            if not fits:
                said += f"Error: no such object: {name}\n".encode()
        return Completed(tuple(argv), 1 if said else 0, json.dumps(found).encode(), said)


def _named(item: dict[str, Any], name: str) -> bool:
    names = [item.get("Name"), item.get("name"), *(item.get("RepoTags") or [])]
    told = str(item.get("Id") or item.get("id") or "-").removeprefix("sha256:")
    bare = name.removeprefix("sha256:")
    return bare in [str(known).lstrip("/") for known in names] or told.startswith(bare)


@pytest.fixture
def recorded() -> Callable[[str], Recorded]:
    """The recording of an engine."""
    return Recorded


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[Render]:
    """Render a command from an engine's recording, at the time of the recording, in UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()

    def show(
        words: str, dialect: Dialect, engine: str, session: Recorded | None = None
    ) -> tuple[int, str]:
        made = session or Recorded(engine)
        monkeypatch.setattr("time.time", lambda: made.data["now"])
        call = parse(shlex.split(words), dialect)
        asked = rendering.rendering_of(call)
        assert asked is not None
        out = io.BytesIO()
        code = rendering.render(asked, made, ENGINES[engine](), out)
        return code, out.getvalue().decode()

    yield show
    monkeypatch.undo()
    time.tzset()
