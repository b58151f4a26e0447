"""Doing a plan for a program: as a Process with streams of its own, in place of ``perform``.

Nothing in here touches this process's own streams, signals or working directory, so that threads can
carry out several plans at once.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import threading
from typing import IO, TYPE_CHECKING

from hostbridge.contract.session import Process, Stdio, TerminalSize
from hostbridge.dispatch.perform import prepare, without_client
from hostbridge.dispatch.plan import Exec, Local, Render
from hostbridge.dispatch.relayed import Streams
from hostbridge.errors import HostbridgeError, NotFound
from hostbridge.running import Exchange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.contract.engine import Dialect, Engine, Site
    from hostbridge.contract.session import Session, Stream
    from hostbridge.dispatch.plan import Plan

log = logging.getLogger(__name__)

_SIGNAL_BASE = 128
_FAILED = 125


def carry(
    plan: Plan,
    session: Session,
    engine: Engine,
    *,
    stdio: Stdio,
    env: Mapping[str, str],
    state: str,
    dialect: Dialect,
) -> Process:
    """Start doing a plan; the Process is the engine's client, or a thread that stands in for it.

    A terminal (``stdio.terminal``) is had where the client is started alone; what also keeps ports or
    files here runs without one. Raises what ``perform`` does before anything is started.
    """
    prepare(plan, session, engine, env)
    for line in getattr(plan, "say", ()):
        log.info("%s", line)
    if isinstance(plan, Exec) and plan.before is None:
        try:
            return session.spawn(plan.argv, stdio=stdio, env=dict(plan.env) or None)
        except NotFound as error:
            raise without_client(error, engine) from error
    return Carried(plan, session, engine, stdio=stdio, state=state, dialect=dialect)


class Carried(Process):
    """A plan that hostbridge itself takes part in, done by a thread.

    What goes wrong in the thread is raised by ``wait``.
    """

    def __init__(
        self,
        plan: Plan,
        session: Session,
        engine: Engine,
        *,
        stdio: Stdio,
        state: str,
        dialect: Dialect,
    ) -> None:
        argv = None if isinstance(plan, (Render, Local)) else plan.argv
        self.argv = argv or ("hostbridge",)
        self._plan = plan
        self._session = session
        self._engine = engine
        self._state = state
        self._dialect: Dialect = dialect
        self._client: Process | None = None
        self._error: BaseException | None = None
        self._code: int | None = None
        self._killed = False
        self._ended = threading.Event()
        data = stdio.stdin if isinstance(stdio.stdin, bytes) else None
        self.stdin: IO[bytes] | None = None
        self.stdout: IO[bytes] | None = None
        self.stderr: IO[bytes] | None = None
        inner = self._ends(stdio)
        self._exchange = Exchange(self, data)
        threading.Thread(target=self._run, args=inner, daemon=True).start()

    def poll(self) -> int | None:
        """The exit status, once the thread has ended; raises what went wrong in it."""
        return self.wait() if self._ended.is_set() else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the thread."""
        if not self._ended.wait(timeout):
            raise TimeoutError(f"{self.argv[0]}: still runs after {timeout:g} s")
        if self._error is not None and not self._killed:
            raise self._error
        return _FAILED if self._code is None else self._code

    def send_signal(self, signal: int) -> None:
        """To the engine's client, if there is one."""
        if self._client is not None and not self._ended.is_set():
            self._client.send_signal(signal)

    def resize(self, size: TerminalSize) -> None:
        """Nothing: there is no terminal."""

    def communicate(self, data: bytes = b"", timeout: float | None = None) -> tuple[bytes, bytes]:
        """All of its output."""
        return self._exchange.finish(data, timeout)

    def close(self) -> None:
        """End the client; what hostbridge does itself ends with its next write."""
        self._killed = True
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        while not self._ended.wait(0.05):
            if self._client is not None:
                self._client.send_signal(9)
            else:
                break
        self._exchange.close()

    def _ends(self, stdio: Stdio) -> tuple[int, int, int]:
        """Descriptors for the thread; ours of a pipe become the streams."""
        stdin = os.pipe() if stdio.stdin == "pipe" or isinstance(stdio.stdin, bytes) else None
        if stdin:
            self.stdin = os.fdopen(stdin[1], "wb", buffering=0)
        reading = stdin[0] if stdin else _descriptor(stdio.stdin, 0)
        writing: list[int] = []
        outputs: tuple[tuple[int, Stream], ...] = ((1, stdio.stdout), (2, stdio.stderr))
        for number, stream in outputs:
            if stream == "pipe":
                ours, theirs = os.pipe()
                made = io.FileIO(ours, "rb")
                if number == 1:
                    self.stdout = made
                else:
                    self.stderr = made
                writing.append(theirs)
            elif stream == "stdout":
                writing.append(os.dup(writing[0]))
            else:
                writing.append(_descriptor(stream, number))
        return reading, writing[0], writing[1]

    def _run(self, stdin: int, stdout: int, stderr: int) -> None:
        try:
            with os.fdopen(stdout, "wb") as out, os.fdopen(stderr, "wb", buffering=0) as err:
                self._code = self._do(stdin, out, err)
        except BrokenPipeError:
            self._code = _SIGNAL_BASE + 13
        except NotFound as error:
            self._error = without_client(error, self._engine)
        except BaseException as error:
            self._error = error
        finally:
            with contextlib.suppress(OSError):
                os.close(stdin)
            self._ended.set()

    def _do(self, stdin: int, out: IO[bytes], err: IO[bytes]) -> int:
        plan = self._plan
        if isinstance(plan, Render):
            from hostbridge.engine.render import render
            from hostbridge.engine.show.output import complain_to

            complain_to(err)
            return render(plan.rendering, self._session, self._engine, out)
        site = self._site(out, err)
        if isinstance(plan, Local):
            return plan.perform(site)
        before = plan.before
        if before is not None and (code := before.perform(site)):
            return code
        streams = Streams(out, stdin, err.fileno(), started=self._started)
        wording = before.wording if before is not None else None
        if not isinstance(plan, Exec):
            from hostbridge.dispatch.relaying import relay

            code = relay(plan, self._session, self._engine.client, streams)
            return wording.code(code, "") if wording is not None else code
        if wording is not None:
            from hostbridge.dispatch.worded import worded

            return worded(plan, wording, self._session, streams)
        if before is not None and before.refusing and self._session.features.local:
            from hostbridge.dispatch.refusing import watched

            return watched(plan, before.refusing, self._session, streams)
        stdio = Stdio(stdin, out.fileno(), err.fileno())
        with self._session.spawn(plan.argv, stdio=stdio, env=dict(plan.env) or None) as client:
            self._started(client)
            code = client.wait()
            return _SIGNAL_BASE - code if code < 0 else code

    def _started(self, client: Process) -> None:
        self._client = client
        if self._killed:
            client.send_signal(9)

    def _site(self, out: IO[bytes], err: IO[bytes]) -> Site:
        from hostbridge.contract.engine import Site

        return Site(self._session, self._engine.client, {}, self._state, self._dialect, out, err)


def _descriptor(stream: Stream, number: int) -> int:
    if isinstance(stream, int):
        return os.dup(stream)
    if stream == "inherit":
        return os.dup(number)
    if stream == "null":
        return os.open(os.devnull, os.O_RDWR)
    raise HostbridgeError(f"{stream!r}: is no stream")
