"""A container in the foreground: started, followed, and never left behind when it is given up."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from hostbridge.api.failures import engine_refused, error_for
from hostbridge.api.result import Result
from hostbridge.api.stream import Stream
from hostbridge.contract.session import INHERIT, NULL, PIPE, Stdio, TerminalSize
from hostbridge.errors import HostbridgeError, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import IO

    from hostbridge.api.channel import Channel
    from hostbridge.api.containers import Container
    from hostbridge.contract.session import Completed, Process
    from hostbridge.contract.session import Stream as Descriptor

_LABEL = "hostbridge.run"
_POLL = 0.1
_GIVEN_UP = 15.0
"""Seconds in which a container that was given up has to be gone."""
_LATE = 2.0
"""Seconds in which an engine may still make a container whose client was ended."""


def stdio_for(
    stdin: bytes | IO[bytes] | None, *, capture: bool, tty: bool, interactive: bool
) -> Stdio:
    """Where the streams of a command in a container go.

    With a terminal of ours, both outputs are one, and input is what is typed.
    """
    if not capture:
        return Stdio(_input(stdin, INHERIT), INHERIT, INHERIT)
    if tty:
        return Stdio(PIPE, PIPE, PIPE, TerminalSize(120, 40))
    return Stdio(_input(stdin, PIPE if interactive else NULL), PIPE, PIPE)


def _input(stdin: bytes | IO[bytes] | None, otherwise: Descriptor) -> Descriptor:
    if stdin is None:
        return otherwise
    return bytes(stdin) if isinstance(stdin, (bytes, bytearray, memoryview)) else stdin.fileno()


def new_mark() -> str:
    """What a run's container is labelled with, so that it is found again and never another's.

    A container without a name is called so as well.
    """
    return f"hostbridge-{os.urandom(6).hex()}"


def mark_words(mark: str) -> list[str]:
    """The label of a run's container."""
    return [f"--label={_LABEL}={mark}"]


class Run(Stream):
    """A container that runs in the foreground, and its output.

    Leaving the block, or closing it, kills the container where it still runs, and removes it where
    ``remove`` was asked. ``container`` is its handle.
    """

    def __init__(
        self, channel: Channel, process: Process, mark: str, argv: Sequence[str], *, remove: bool
    ) -> None:
        self._channel = channel
        self._mark = mark
        self._argv = tuple(argv)
        self._remove = remove
        self._done = False
        super().__init__(process, check=False)

    @property
    def container(self) -> Container:
        """The handle of the container, as soon as the engine has made it.

        Raises NotFound when it has ended and is removed, or could not be made: ``result`` says why.
        """
        from hostbridge.api.containers import Container

        while not (found := _find(self._channel, self._mark)):
            if self._process.poll() is not None:
                raise NotFound("the run's container is gone, or could not be made")
            time.sleep(_POLL)
        return Container(self._channel, found)

    def result(self, timeout: float | None = None) -> Result:
        """Wait for its end; the result has the rest of the output.

        Raises what the engine says when it could not start the container.
        """
        out, err = bytearray(), bytearray()
        if timeout is None:
            for part in self.parts():
                (out if part.source == "stdout" else err).extend(part.data)
        code = self.wait(timeout)
        self._done = True
        told = (code, bytes(out), bytes(err))
        return finished(self._channel, self._process, self._mark, self._argv, *told)

    def _finish(self) -> None:
        if not self._done and self._process.poll() is None:
            give_up(self._channel, self._process, self._mark, remove=self._remove)


def finished(
    channel: Channel,
    process: Process,
    mark: str,
    argv: Sequence[str],
    code: int,
    out: bytes,
    err: bytes,
) -> Result:
    """The result of a foreground command; raises the engine's own refusal to start it.

    A container that was made and could not be started is removed: nobody has a handle of it.
    """
    said = err or out
    if engine_refused(code, said):
        if left := _find(channel, mark):
            remove_container(channel, left, force=True, volumes=True)
        raise error_for(process.argv, code, out, said)
    return Result(tuple(argv), 128 - code if code < 0 else code, out, err)


def collect(
    channel: Channel,
    start: Callable[[], Process],
    mark: str,
    argv: Sequence[str],
    *,
    remove: bool,
    timeout: float | None = None,
) -> Result:
    """Start a foreground container and wait for its end with both outputs kept.

    Whatever interrupts it (an exception, Ctrl-C, the timeout) gives the container up first.
    """
    process: Process | None = None
    try:
        process = start()
        out, err = process.communicate(b"", timeout)
        code = process.wait()
    except BaseException as error:
        if process is not None or not isinstance(error, Exception):
            give_up(channel, process, mark, remove=remove)
        raise
    process.close()
    return finished(channel, process, mark, argv, code, out, err)


def give_up(channel: Channel, process: Process | None, mark: str, *, remove: bool) -> None:
    """Kill a run's container, remove it where that was asked, and end the engine's client.

    The client may not have come to make the container yet: it is ended, and what the engine still
    makes of its request is looked for. process is None where it is not known whether there is one.
    Raises nothing.
    """
    deadline = time.monotonic() + _GIVEN_UP
    with contextlib.suppress(HostbridgeError, TimeoutError):
        there = _end(channel, mark, remove=remove)
        if process is not None:
            process.close()
        late = time.monotonic() + (0 if there else _LATE)
        while time.monotonic() < min(late, deadline) and not there:
            time.sleep(_POLL)
            there = _end(channel, mark, remove=remove)
        while remove and there and time.monotonic() < deadline and _find(channel, mark):
            time.sleep(_POLL)
            _end(channel, mark, remove=remove)
    if process is not None:
        process.close()


def _end(channel: Channel, mark: str, *, remove: bool) -> bool:
    """Kill or remove a run's container; whether there was one."""
    found = _find(channel, mark)
    if found and remove:
        remove_container(channel, found, force=True, volumes=True)
    elif found:
        channel.ask(["kill", found], check=False, timeout=_GIVEN_UP)
    return bool(found)


def _find(channel: Channel, mark: str) -> str:
    """The id of a run's container; empty where there is none (yet, or any more)."""
    argv = ["ps", "--all", "--quiet", "--no-trunc", f"--filter=label={_LABEL}={mark}"]
    done = channel.ask(argv, check=False, timeout=_GIVEN_UP)
    return done.stdout.decode().strip().partition("\n")[0]


def remove_container(channel: Channel, name: str, *, force: bool, volumes: bool) -> Completed:
    """``rm``. Force kills at once, as docker's does: podman's own would wait for it to end."""
    at_once = ["--time=0"] if channel.engine.dialect == "podman" else []
    options = [*(["--force", *at_once] if force else []), *(["--volumes"] if volumes else [])]
    return channel.ask(["rm", *options, name], check=False)
