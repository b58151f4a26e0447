"""Doing a Relay: the client runs on the machine while files and ports are kept here."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import ExitStack, nullcontext, suppress

from hostbridge.contract.session import PIPE, Stdio, TerminalSize
from hostbridge.dispatch.files import Output, bring, fetch, send
from hostbridge.dispatch.offer import offer_container, offer_fixed, reserve, take_back
from hostbridge.dispatch.relayed import Streams
from hostbridge.dispatch.scratch import scratch
from hostbridge.errors import HostbridgeError
from hostbridge.passing import signals_to
from hostbridge.value import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

    from hostbridge.contract.forward import ForwardHandle
    from hostbridge.contract.session import Session, Stream
    from hostbridge.dispatch.relayed import Relay


_POLL = 0.1
_SIGNAL_BASE = 128


def relay(
    plan: Relay, session: Session, client: Sequence[str], streams: Streams | None = None
) -> int:
    """Do it; returns the client's exit code, 128+N when signal N ended it.

    streams: a program's own; None is this process's, and its signals go to the client.

    Whatever way it ends, the scratch directory is removed and what only this command needed is
    closed. Files for the host are written whole or not at all.
    """
    with ExitStack() as stack:
        if plan.publish or plan.publish_all:
            # A container that ended by itself may still have its forward.
            take_back(session, client)
            reserve(plan.publish)
        if plan.scratch:
            stack.enter_context(scratch(session, plan.scratch))
        send(plan, session)
        if plan.logins:
            plan = _with_logins(plan, session, client, stack)
        fixed: list[ForwardHandle] = []
        if not plan.detached:
            fixed = offer_fixed(session, plan.publish)
            for handle in fixed:
                stack.callback(handle.close)
        streams = streams or Streams(stdout=sys.stdout.buffer, signals=True)
        stdin: Stream = streams.stdin if plan.reads or not streams.signals else "null"
        if plan.stdin:
            stdin = stack.enter_context(open(plan.stdin, "rb", buffering=0)).fileno()
        output = Output(plan.stdout) if plan.stdout else None
        if output:
            stack.callback(output.discard)
        code, printed = _run(plan, session, client, streams, stdin, output, fixed)
        if code == 0 and plan.detached and (plan.publish or plan.publish_all):
            code = _offer_detached(plan, session, client, printed.decode(errors="replace").strip())
        fetch(plan, session, succeeded=code == 0)
        if output and code == 0:
            output.keep()
        if plan.reconcile:
            take_back(session, client)
        return code


def _with_logins(plan: Relay, session: Session, client: Sequence[str], stack: ExitStack) -> Relay:
    from hostbridge.dispatch.handover import handed_over

    told = plan.logins
    assert told is not None
    if told.image and not session.run([*client, "image", "inspect", told.image]).returncode:
        # Nothing will be pulled, so no keychain has to be asked.
        return plan
    handed = handed_over(session, told.engine, told.registries, told.env, told.dialect)
    return replace(plan, env=(*plan.env, *stack.enter_context(handed).items()))


def _run(
    plan: Relay,
    session: Session,
    client: Sequence[str],
    streams: Streams,
    stdin: Stream,
    output: Output | None,
    fixed: Sequence[ForwardHandle],
) -> tuple[int, bytes]:
    prints = plan.detached and bool(plan.publish or plan.publish_all)
    own: Stream = streams.stdout.fileno() if streams.stderr != "inherit" else "inherit"
    stdout: Stream = PIPE if prints or output else own
    terminal = TerminalSize() if plan.terminal and streams.signals and os.isatty(0) else None
    stdio = Stdio(stdin, stdout, streams.stderr, terminal)
    stop = threading.Event()
    watchers: list[threading.Thread] = []
    with session.spawn(plan.argv, stdio=stdio, env=dict(plan.env)) as process:
        if streams.started is not None:
            streams.started(process)
        with signals_to(process) if streams.signals else nullcontext():
            watch = _Watch(plan, session, client, fixed, stop)
            if watch.needed:
                watchers.append(threading.Thread(target=watch.run, daemon=True))
                watchers[-1].start()
            printed = b""
            if process.stdout is not None and output:
                output.fill(process.stdout)
            elif process.stdout is not None:
                printed = process.stdout.read()
            code = process.wait()
        stop.set()
        for thread in watchers:
            thread.join()
        watch.close()
    if prints:
        _write(streams.stdout, printed)
    if plan.attach:
        offer_started(session, client, plan.attach)
    return (_SIGNAL_BASE - code if code < 0 else code), printed


class _Watch:
    """While the client runs: files that are wanted as soon as they exist, and late ports."""

    def __init__(
        self,
        plan: Relay,
        session: Session,
        client: Sequence[str],
        fixed: Sequence[ForwardHandle],
        stop: threading.Event,
    ) -> None:
        self._plan = plan
        self._session = session
        self._client = client
        self._fixed = fixed
        self._stop = stop
        self._handles: list[ForwardHandle] = []
        self._early = [item for item in plan.fetch if item.when == "exists"]
        self._cid = plan.cid
        self._started = list(plan.attach)
        self.needed = bool(self._early or self._cid or self._started)

    def run(self) -> None:
        """Look every tenth of a second until nothing is left to wait for or the client ended."""
        while self.needed:
            ended = self._stop.wait(_POLL)
            with suppress(HostbridgeError):
                self._look()
            if ended:
                return
            self.needed = bool(self._early or self._cid or self._started)

    def close(self) -> None:
        """Take back what was opened for the command alone."""
        for handle in self._handles:
            handle.close()

    def _look(self) -> None:
        for item in list(self._early):
            if self._text(item.machine):
                bring(self._session, item)
                self._early.remove(item)
        if (
            self._cid
            and (container := self._text(self._cid))
            and _runs(self._session, self._client, container)
        ):
            self._handles += offer_container(
                self._session, self._client, container, self._plan.publish, "session",
                already=self._fixed,
            )  # fmt: skip
            self._cid = ""
        for container in list(self._started):
            if _runs(self._session, self._client, container):
                offer_container(
                    self._session, self._client, container, already=_known(self._session)
                )
                self._started.remove(container)

    def _text(self, machine: str) -> str:
        done = self._session.run(["cat", machine])
        return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


def offer_started(session: Session, client: Sequence[str], containers: Sequence[str]) -> None:
    """What was started and runs on has its ports; what has ended by now loses them."""
    for container in containers:
        if _runs(session, client, container):
            offer_container(session, client, container, already=_known(session))
    take_back(session, client)


def _runs(session: Session, client: Sequence[str], container: str) -> bool:
    argv = [*client, "inspect", "--format", "{{.State.Running}}", container]
    return session.run(argv).stdout.strip() == b"true"


def _known(session: Session) -> list[ForwardHandle]:
    return list(session.forwards())


def _offer_detached(plan: Relay, session: Session, client: Sequence[str], container: str) -> int:
    """The forwards of a container that outlives the command; without them the run has failed."""
    try:
        offer_container(session, client, container, plan.publish)
    except HostbridgeError:
        session.run([*client, "kill", container])
        raise
    return 0


def _write(stream: IO[bytes], data: bytes) -> None:
    stream.write(data)
    stream.flush()
