"""A real client in front of an engine's recorded answers: what it says to a command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from rig.answering import answering
from rig.run import Missing


class Asked:
    """``docker`` or ``podman`` with a home of its own; program names another one than that on PATH.

    folder has ``docker-engine.json`` and ``podman-engine.json``, the answers of their engines.
    """

    def __init__(self, engine: str, folder: Path, program: str = "") -> None:
        found = program or shutil.which(engine)
        if found is None:
            raise Missing(f"{engine} is not installed")
        self._argv = found.split()
        self._engine = engine
        self._answers = json.loads((folder / f"{engine}-engine.json").read_text())
        self._stack = ExitStack()

    def __enter__(self) -> Asked:
        self._home = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="hbask-"))
        socket = Path(self._home, "s")
        self._stack.enter_context(answering(socket, self._answers))
        to = ["-H"] if self._engine == "docker" else ["--remote", "--url"]
        self._to = [*to, f"unix://{socket}"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self._stack.close()

    @property
    def version(self) -> str:
        """The client's own."""
        told = self._run(["--version"]).stdout.decode()
        return next(word.strip(",") for word in told.split() if word[0].isdigit())

    def ask(self, words: list[str]) -> tuple[int, str, str]:
        """Exit code, output and error output of a command."""
        done = self._run([*self._to, *words])
        out, err = (text.decode("utf-8", "surrogateescape") for text in (done.stdout, done.stderr))
        return done.returncode, out, err

    def _run(self, words: list[str]) -> subprocess.CompletedProcess[bytes]:
        env = {
            "HOME": self._home,
            "XDG_RUNTIME_DIR": self._home,
            "PATH": os.environ["PATH"],
            "TZ": "UTC",
        }
        return subprocess.run(
            [*self._argv, *words], capture_output=True, env=env, timeout=120, check=False
        )
