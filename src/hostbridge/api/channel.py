"""The channel to one engine: calls as the command line makes them, with streams of their own."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from typing import TYPE_CHECKING, Any

from hostbridge.api.failures import error_for
from hostbridge.catalogue import parse
from hostbridge.contract.machine import no_progress
from hostbridge.contract.session import NULL, PIPE, Completed, Stdio
from hostbridge.dispatch.carrying import carry
from hostbridge.dispatch.make import Target, make_plan
from hostbridge.dispatch.perform import without_client
from hostbridge.errors import CommandFailed, HostbridgeError, NotFound
from hostbridge.plugins import engine_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hostbridge.contract.engine import Dialect, Engine, Kind, Query, Record
    from hostbridge.contract.machine import Progress
    from hostbridge.contract.session import Process, Session
    from hostbridge.dispatch.where import Where
    from hostbridge.selection import Selection


class Channel:
    """What all handles of one client share. Safe in threads: each call has a process of its own."""

    def __init__(
        self, where: Where, env: Mapping[str, str], progress: Progress = no_progress
    ) -> None:
        self._where = where
        self._env = env
        self._lock = threading.Lock()
        self._closed = False
        self.selection: Selection = where.selection()
        self._session: Session = where.session(progress)
        self.engine: Engine = engine_on(self.selection.engine, self._session, self.selection.words)

    @property
    def session(self) -> Session:
        """The open session; raises HostbridgeError when the client was closed."""
        if self._closed:
            raise HostbridgeError("this client is closed", "", "connect again")
        return self._session

    def start(self, words: Sequence[str], *, stdio: Stdio, translated: bool = False) -> Process:
        """Start one command, given as on the command line; raises what planning it raises.

        translated: the words are docker's, and are said in the engine's; otherwise both engines have
        them, and what it prints is the engine's own.
        """
        dialect: Dialect = "docker" if translated else self.engine.dialect
        session = self.session
        call = parse(words, dialect, self._where.takes_value)
        target = Target(
            self.engine,
            session.features,
            session.paths,
            _directory(),
            self._env,
            self.selection.machine,
        )
        return carry(
            make_plan(call, target), session, self.engine,
            stdio=stdio, env=self._env, state=self._where.state(), dialect=dialect,
        )  # fmt: skip

    def ask(
        self,
        words: Sequence[str],
        *,
        data: bytes | None = None,
        translated: bool = False,
        check: bool = True,
        timeout: float | None = None,
    ) -> Completed:
        """Run one command to its end, with both outputs kept.

        Raises the error that fits what the engine said when it fails and ``check``; TimeoutError, the
        command ended, after ``timeout`` seconds.
        """
        stdio = Stdio(NULL if data is None else data, PIPE, PIPE)
        with self.start(words, stdio=stdio, translated=translated) as process:
            out, err = process.communicate(b"", timeout)
            code = process.wait()
        if check and code:
            raise error_for(process.argv, code, out, err)
        return Completed(process.argv, code, out, err)

    def lines(self, words: Sequence[str], *, translated: bool = False) -> list[str]:
        """The lines that a command printed, without empty ones."""
        out = self.ask(words, translated=translated).stdout.decode("utf-8", "surrogateescape")
        return [line for line in out.splitlines() if line.strip()]

    def objects(self, words: Sequence[str]) -> list[dict[str, Any]]:
        """The JSON objects that a command of the engine's own prints: one array, or one a line."""
        done = self.ask(words)
        return read_objects(done.stdout, done.argv)

    def records(self, kind: Kind, query: Query) -> Iterable[Record]:
        """What the engine knows of a kind; see Engine.records."""
        try:
            return self.engine.records(self.session, kind, query)
        except CommandFailed as error:
            raise error_for((kind, "list"), error.returncode, b"", error.stderr) from error
        except NotFound as error:
            raise without_client(error, self.engine) from error

    def close(self) -> None:
        """End what still runs and close the session. Idempotent."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._session.close()


def read_objects(text: bytes, argv: Sequence[str]) -> list[dict[str, Any]]:
    """JSON objects: one, an array, or one on each line; raises CommandFailed for anything else."""
    stripped = text.strip()
    with contextlib.suppress(ValueError, RecursionError):
        if not stripped:
            return []
        if stripped.startswith(b"["):
            return list(json.loads(stripped) or [])
        return [json.loads(line) for line in stripped.splitlines() if line.strip()]
    with contextlib.suppress(ValueError, RecursionError):
        return [json.loads(stripped)]
    start = stripped[:200].decode("utf-8", "replace")
    raise CommandFailed(f"{argv[0]}: what it printed is no JSON", start)


def _directory() -> str:
    """The current directory, by which relative paths are meant; / where it was deleted."""
    try:
        return os.getcwd()
    except OSError:
        return "/"
