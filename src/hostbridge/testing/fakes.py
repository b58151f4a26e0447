"""Fakes of the contracts. Each records what it was asked, so that a test can look at it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

from hostbridge.contract.availability import usable
from hostbridge.contract.backend import Backend
from hostbridge.contract.engine import Emulation, Engine, Refusal
from hostbridge.contract.features import Features
from hostbridge.contract.machine import Machine, MachineStatus, no_progress
from hostbridge.contract.paths import PathMap
from hostbridge.contract.session import CAPTURE, Completed, Session, Stdio
from hostbridge.errors import NotFound, Unsupported
from hostbridge.process import failed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hostbridge.catalogue import Call
    from hostbridge.contract.availability import Availability
    from hostbridge.contract.engine import Dialect, Kind, Query, Record
    from hostbridge.contract.forward import Forward, ForwardHandle
    from hostbridge.contract.machine import MachineSpec, Progress
    from hostbridge.contract.session import Env, Process, StrPath
    from hostbridge.host import Host


class Replaced(Exception):  # what replace would have become
    """Raised by ScriptedSession.replace instead of ending the test's process."""

    def __init__(self, argv: Sequence[str], env: Env | None) -> None:
        super().__init__(list(argv))
        self.argv = tuple(argv)
        self.env = dict(env or {})


class ScriptedSession(Session):
    """Starts nothing: answers ``run`` from a table of argv prefixes, and records every call.

    answers: the longest prefix that fits an argv gives ``(exit code, stdout, stderr)``; an argv that
    no prefix fits ends with 127. calls: ``(what, arguments…)`` in order.
    """

    def __init__(
        self,
        answers: Mapping[tuple[str, ...], tuple[int, bytes, bytes]] | None = None,
        *,
        paths: PathMap = PathMap(identity=True),
        features: Features = Features(local=True, shares="identity"),
    ) -> None:
        self.answers = dict(answers or {})
        self.paths = paths
        self.features = features
        self.calls: list[tuple[object, ...]] = []
        self.closed = False

    def replace(
        self,
        argv: Sequence[str],
        *,
        env: Env | None = None,
        cwd: str | None = None,
        terminal: bool = False,
        reads: bool = True,
    ) -> NoReturn:
        """Raises Replaced."""
        self.calls.append(("replace", tuple(argv), cwd, terminal))
        raise Replaced(argv, env)

    def spawn(
        self,
        argv: Sequence[str],
        *,
        stdio: Stdio = Stdio(),
        env: Env | None = None,
        cwd: str | None = None,
        user: str | None = None,
    ) -> Process:
        """Raises Unsupported: nothing runs here."""
        self.calls.append(("spawn", tuple(argv), cwd, user))
        raise Unsupported("a scripted session starts nothing")

    def run(
        self,
        argv: Sequence[str],
        *,
        stdio: Stdio = CAPTURE,
        env: Env | None = None,
        cwd: str | None = None,
        user: str | None = None,
        check: bool = False,
        timeout: float | None = None,
    ) -> Completed:
        """The scripted answer."""
        self.calls.append(("run", tuple(argv)))
        fits = [prefix for prefix in self.answers if tuple(argv[: len(prefix)]) == prefix]
        code, out, err = self.answers[max(fits, key=len)] if fits else (127, b"", b"not found\n")
        if check and code:
            raise failed(argv, code, out, err)
        return Completed(tuple(argv), code, out, err)

    def copy_in(self, source: StrPath, target: str) -> None:
        """Recorded."""
        self.calls.append(("copy_in", os.fspath(source), target))

    def copy_out(self, source: str, target: StrPath) -> None:
        """Recorded."""
        self.calls.append(("copy_out", source, os.fspath(target)))

    def forward(self, spec: Forward) -> ForwardHandle:
        """Raises Unsupported."""
        self.calls.append(("forward", spec))
        raise Unsupported("a scripted session forwards nothing")

    def close(self) -> None:
        """Recorded."""
        self.closed = True


class FakeSession(Session):
    """A session of its own paths around a real one: what it is asked is recorded, then done there.

    shares map host directories to where the machine sees them, so that path mapping is real.
    """

    def __init__(self, inner: Session, paths: PathMap) -> None:
        self._inner = inner
        self.paths = paths
        self.features = inner.features
        self.calls: list[tuple[object, ...]] = []

    def replace(
        self,
        argv: Sequence[str],
        *,
        env: Env | None = None,
        cwd: str | None = None,
        terminal: bool = False,
        reads: bool = True,
    ) -> NoReturn:
        """Recorded and done."""
        self.calls.append(("replace", tuple(argv)))
        self._inner.replace(argv, env=env, cwd=cwd, terminal=terminal, reads=reads)

    def spawn(
        self,
        argv: Sequence[str],
        *,
        stdio: Stdio = Stdio(),
        env: Env | None = None,
        cwd: str | None = None,
        user: str | None = None,
    ) -> Process:
        """Recorded and done."""
        self.calls.append(("spawn", tuple(argv)))
        return self._inner.spawn(argv, stdio=stdio, env=env, cwd=cwd, user=user)

    def run(
        self,
        argv: Sequence[str],
        *,
        stdio: Stdio = CAPTURE,
        env: Env | None = None,
        cwd: str | None = None,
        user: str | None = None,
        check: bool = False,
        timeout: float | None = None,
    ) -> Completed:
        """Recorded and done."""
        self.calls.append(("run", tuple(argv)))
        return self._inner.run(
            argv, stdio=stdio, env=env, cwd=cwd, user=user, check=check, timeout=timeout
        )

    def copy_in(self, source: StrPath, target: str) -> None:
        """Recorded and done."""
        self.calls.append(("copy_in", os.fspath(source), target))
        self._inner.copy_in(source, target)

    def copy_out(self, source: str, target: StrPath) -> None:
        """Recorded and done."""
        self.calls.append(("copy_out", source, os.fspath(target)))
        self._inner.copy_out(source, target)

    def forward(self, spec: Forward) -> ForwardHandle:
        """Recorded and done."""
        self.calls.append(("forward", spec))
        return self._inner.forward(spec)

    def close(self) -> None:
        """Close the real one."""
        self._inner.close()


class FakeMachine(Machine):
    """A machine whose state is a word; sessions come from a function."""

    def __init__(self, name: str, sessions: Callable[[], Session], state: str = "stopped") -> None:
        self.name = name
        self.features = Features()
        self.state = state
        self.calls: list[str] = []
        self._sessions = sessions

    def status(self) -> MachineStatus:
        """The word."""
        return MachineStatus(self.name, self.state)  # type: ignore[arg-type]

    def ensure_ready(self, progress: Progress = no_progress) -> None:
        """Running from now on; raises NotFound when it was deleted."""
        self.calls.append("ensure_ready")
        if self.state == "absent":
            raise NotFound(f"there is no machine {self.name!r}")
        progress("starting", 1.0)
        self.state = "running"

    def stop(self, *, force: bool = False) -> None:
        """Stopped from now on."""
        self.calls.append("stop --force" if force else "stop")
        self.state = "absent" if self.state == "absent" else "stopped"

    def delete(self) -> None:
        """Absent from now on."""
        self.calls.append("delete")
        self.state = "absent"

    def session(self) -> Session:
        """From the function."""
        self.calls.append("session")
        return self._sessions()


class FakeBackend(Backend):
    """A backend whose machines are made in memory."""

    name = "fake"

    def __init__(
        self,
        sessions: Callable[[], Session] = ScriptedSession,
        availability: Availability = usable("a fake"),
    ) -> None:
        self.made: dict[str, FakeMachine] = {}
        self._sessions = sessions
        self._availability = availability

    def probe(self, host: Host) -> Availability:
        """As it was made."""
        del host
        return self._availability

    def machines(self) -> Sequence[str]:
        """Those that were created and not deleted."""
        return [name for name, machine in self.made.items() if machine.state != "absent"]

    def create(self, spec: MachineSpec, progress: Progress) -> Machine:
        """The one of this name; made when it is absent."""
        progress("creating", None)
        found = self.made.get(spec.name)
        if found is None or found.state == "absent":
            self.made[spec.name] = FakeMachine(spec.name, self._sessions)
        return self.made[spec.name]

    def machine(self, name: str) -> Machine:
        """The one of this name, absent where it was not created."""
        return self.made.get(name) or FakeMachine(name, self._sessions, "absent")


class FakeEngine(Engine):
    """An engine that translates nothing and knows the records it was given."""

    name = "fake"
    dialect: Dialect = "docker"
    client = ("fake-engine",)

    def __init__(
        self,
        records: Mapping[str, Sequence[Record]] | None = None,
        availability: Availability = usable("a fake"),
    ) -> None:
        self._records = dict(records or {})
        self._availability = availability
        self.calls: list[Call] = []

    def detect(self, session: Session) -> Availability:
        """As it was made."""
        del session
        return self._availability

    def translate(self, call: Call) -> Call | Emulation | Refusal:
        """The same call."""
        self.calls.append(call)
        return call

    def records(self, session: Session, kind: Kind, query: Query) -> Iterable[Record]:
        """As it was made."""
        del session, query
        return self._records.get(kind, ())
