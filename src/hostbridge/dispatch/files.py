"""Host files of a relayed command: what is sent to the machine, and what is brought from there."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

from hostbridge.dispatch.copying import place
from hostbridge.errors import HostbridgeError

if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.session import Session
    from hostbridge.dispatch.relayed import Fetch, Relay

_PART = 1 << 20


def send(plan: Relay, session: Session) -> None:
    """Put on the machine what the command reads there, and make the places it writes to."""
    for item in plan.send:
        parent = os.path.dirname(item.machine)
        session.run(["mkdir", "-p", parent], check=True)
        content = _read(item.host) if item.content is None else item.content
        if content is None:
            session.copy_in(item.host, item.machine)
            continue
        with tempfile.NamedTemporaryFile(prefix="hostbridge-") as file:
            file.write(content)
            file.flush()
            session.copy_in(file.name, item.machine)
    for wanted in plan.fetch:
        session.run(["mkdir", "-p", os.path.dirname(wanted.machine)], check=True)


def _read(path: str) -> bytes | None:
    """What a pipe or device gives to its end; None for what can be copied by its path."""
    mode = os.stat(path).st_mode if os.path.exists(path) else 0
    if not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
        return None
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise HostbridgeError(f"{path}: {error.strerror}") from error


def fetch(plan: Relay, session: Session, *, succeeded: bool) -> None:
    """Bring what the command wrote there."""
    for item in plan.fetch:
        there = session.run(["test", "-e", item.machine]).returncode == 0
        if there and (succeeded or item.when == "exists"):
            bring(session, item)


def bring(session: Session, item: Fetch) -> None:
    """Bring one file or tree to its place on the host."""
    if not item.tree:
        bring_file(session, item)
        return
    parent = item.host[:-2] if item.host.endswith("/.") else item.host.rstrip("/")
    parent = parent if os.path.isdir(parent) else os.path.dirname(parent)
    with tempfile.TemporaryDirectory(prefix=".hostbridge-", dir=parent) as near:
        arrived = os.path.join(near, os.path.basename(item.machine))
        session.copy_out(item.machine, arrived)
        target = place(arrived, item.host)
        if os.path.isdir(target) and not os.path.islink(target):
            _merge(arrived, target)
        else:
            os.replace(arrived, target)


def bring_file(session: Session, item: Fetch) -> None:
    """A file in place of the one that is there; a device or pipe that is there is written to."""
    output = Output(item.host)
    if not output.direct:
        output.discard()
        session.copy_out(item.machine, os.path.realpath(item.host))
        return
    with tempfile.TemporaryDirectory(prefix="hostbridge-") as near:
        arrived = os.path.join(near, "file")
        session.copy_out(item.machine, arrived)
        with open(arrived, "rb") as file:
            output.fill(file)
    output.keep()


def _merge(source: str, target: str) -> None:
    """Lay a tree over one that exists; a link of the target is replaced, never followed."""
    for entry in os.scandir(source):
        inside = os.path.join(target, entry.name)
        both = entry.is_dir(follow_symlinks=False) and os.path.isdir(inside)
        if both and not os.path.islink(inside):
            _merge(entry.path, inside)
        elif os.path.isdir(inside) and not os.path.islink(inside):
            raise HostbridgeError(f"{inside}: cannot copy a file over a directory")
        else:
            os.replace(entry.path, inside)


class Output:
    """A host file that is written beside its place and put there whole.

    A link is followed. What is no regular file (``/dev/null``, a pipe) is written to directly.
    """

    file: IO[bytes]

    def __init__(self, path: str) -> None:
        self._path = os.path.realpath(path)
        self.direct = os.path.exists(path) and not os.path.isfile(path)
        try:
            if self.direct:
                self.file = open(path, "wb", buffering=0)
            else:
                self.file = tempfile.NamedTemporaryFile(  # closed by keep or discard
                    prefix=".hostbridge-",
                    dir=os.path.dirname(self._path) or ".",
                    delete=False,
                    buffering=0,
                )
        except OSError as error:
            raise HostbridgeError(f"{path}: {error.strerror}") from error

    def fill(self, stream: IO[bytes]) -> None:
        """Write a stream to its end; raises HostbridgeError when there is no room."""
        try:
            while part := stream.read(_PART):
                view = memoryview(part)
                while view:
                    view = view[self.file.write(view) :]
        except OSError as error:
            raise HostbridgeError(f"{self._path}: {error.strerror}") from error

    def keep(self) -> None:
        """Put the file in its place with the mode of any new file."""
        if not self.direct:
            mask = os.umask(0)
            os.umask(mask)
            self.file.flush()
            os.fchmod(self.file.fileno(), 0o666 & ~mask)
            os.fsync(self.file.fileno())
            os.replace(self.file.name, self._path)
        self.file.close()

    def discard(self) -> None:
        """Remove it unless it was kept."""
        self.file.close()
        if not self.direct:
            with suppress(FileNotFoundError):
                os.unlink(self.file.name)
