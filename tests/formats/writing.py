"""hostbridge's own writing of a command's output, from what a client tells or has told."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stderr
from typing import TYPE_CHECKING, Any

from hostbridge.catalogue import parse
from hostbridge.contract.engine import Engine
from hostbridge.contract.session import Completed
from hostbridge.engine.docker import DockerEngine
from hostbridge.engine.podman import PodmanEngine
from hostbridge.engine.render import render, rendering_of
from hostbridge.testing.fakes import ScriptedSession

if TYPE_CHECKING:
    from rig.asking import Asked

ENGINES: dict[str, type[Engine]] = {"docker": DockerEngine, "podman": PodmanEngine}


class Told(ScriptedSession):
    """Answers as the client did when it was recorded."""

    def __init__(self, told: Sequence[Sequence[Any]]) -> None:
        super().__init__(
            {tuple(argv): (code, out.encode(), err.encode()) for argv, code, out, err in told}
        )


class Recording(ScriptedSession):
    """Asks a client, and keeps what it tells: a row of argv, exit code, output, errors for each."""

    def __init__(self, client: Asked) -> None:
        super().__init__()
        self._client = client
        self._known: dict[tuple[str, ...], tuple[int, str, str]] = {}

    @property
    def told(self) -> list[list[Any]]:
        """The rows."""
        return [[list(argv), *answer] for argv, answer in self._known.items()]

    def run(self, argv: Sequence[str], **_: Any) -> Completed:
        """The answer, asked once."""
        words = tuple(map(str, argv))
        if words not in self._known:
            self._known[words] = self._client.ask(list(words[1:]))
        code, out, err = self._known[words]
        return Completed(words, code, out.encode(), err.encode())


def written(words: Sequence[str], engine: str, session: ScriptedSession) -> tuple[int, str, str]:
    """Exit code, output and error output of a command in the engine's own dialect."""
    call = parse(list(words), engine)  # type: ignore[arg-type]
    asked = rendering_of(call)
    assert asked is not None
    out, err = io.BytesIO(), io.StringIO()
    with redirect_stderr(err):
        code = render(asked, session, ENGINES[engine](), out)
    return code, out.getvalue().decode("utf-8", "surrogateescape"), err.getvalue()
