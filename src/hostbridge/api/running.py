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
    from collections.abc import Sequence
    from typing import IO

    from hostbridge.api.channel import Channel
    from hostbridge.api.containers import Container
    from hostbridge.contract.session import Completed, Process
    from hostbridge.contract.session import Stream as Descriptor

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


def new_name() -> str:
    """A name for a container that has none, so that it can be found again whatever happens."""
    return f"hostbridge-{os.urandom(6).hex()}"


class Run(Stream):
    """A container that runs in the foreground, and its output.

    Leaving the block, or closing it, kills the container where it still runs, and removes it where
    ``remove`` was asked. ``container`` is its handle.
    """

    def __init__(
        self, channel: Channel, process: Process, name: str, argv: Sequence[str], *, remove: bool
    ) -> None:
        self._channel = channel
        self._name = name
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

        while not _exists(self._channel, self._name):
            if self._process.poll() is not None:
                raise NotFound(f"container {self._name}: is gone, or could not be made")
            time.sleep(_POLL)
        return Container(self._channel, self._name)

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
        return finished(self._process, self._name, self._argv, code, bytes(out), bytes(err))

    def _finish(self) -> None:
        if not self._done and self._process.poll() is None:
            give_up(self._channel, self._process, self._name, remove=self._remove)


def finished(
    process: Process, name: str, argv: Sequence[str], code: int, out: bytes, err: bytes
) -> Result:
    """The result of a foreground command; raises the engine's own refusal to start it."""
    said = err or out
    if engine_refused(code, said):
        raise error_for(process.argv, code, out, said)
    return Result(tuple(argv), 128 - code if code < 0 else code, out, err, name)


def collect(
    channel: Channel,
    process: Process,
    name: str,
    argv: Sequence[str],
    *,
    remove: bool,
    timeout: float | None,
) -> Result:
    """Wait for a foreground container with both outputs kept.

    Whatever interrupts it (an exception, Ctrl-C, the timeout) gives the container up first.
    """
    try:
        out, err = process.communicate(b"", timeout)
        code = process.wait()
    except BaseException:
        give_up(channel, process, name, remove=remove)
        process.close()
        raise
    process.close()
    return finished(process, name, argv, code, out, err)


def give_up(channel: Channel, process: Process, name: str, *, remove: bool) -> None:
    """Kill a container, remove it where that was asked, and end the engine's client.

    The client may not have come to make the container yet: it is ended, and what the engine still
    makes of its request is looked for. Raises nothing.
    """
    deadline = time.monotonic() + _GIVEN_UP
    with contextlib.suppress(HostbridgeError, TimeoutError):
        there = _act(channel, name, remove=remove)
        if there and not remove:
            return
        process.close()
        late = time.monotonic() + (0 if there else _LATE)
        while time.monotonic() < deadline and (_exists(channel, name) or time.monotonic() < late):
            if _exists(channel, name):
                _act(channel, name, remove=remove)
                if not remove:
                    return
            time.sleep(_POLL)
        return
    process.close()


def _act(channel: Channel, name: str, *, remove: bool) -> bool:
    if remove:
        done = remove_container(channel, name, force=True, volumes=True)
    else:
        done = channel.ask(["kill", name], check=False, timeout=_GIVEN_UP)
    return done.returncode == 0 and bool(done.stdout.strip())


def remove_container(channel: Channel, name: str, *, force: bool, volumes: bool) -> Completed:
    """``rm``. Force kills at once, as docker's does: podman's own would wait for it to end."""
    at_once = ["--time=0"] if channel.engine.dialect == "podman" else []
    options = [*(["--force", *at_once] if force else []), *(["--volumes"] if volumes else [])]
    return channel.ask(["rm", *options, name], check=False)


def _exists(channel: Channel, name: str) -> bool:
    done = channel.ask(["container", "inspect", name], check=False, timeout=_GIVEN_UP)
    return done.returncode == 0
