"""What the caller and the new process tell each other until execve: messages and descriptors.

One socket pair of whole messages, closed on exec: its end says that execve succeeded. The first
byte tells what a message is. What the child tells is text, never an object, since an attacker in a
container that is entered could forge it.
"""

from __future__ import annotations

import _socket
import os

from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional, Sequence

MAPPED, GO, FAILED, CONSOLE, PID, ROOT, END = b"m", b"g", b"e", b"c", b"p", b"r", b""
_SIZE = 1 << 16
_SPACE = 8


class Channel:
    """One end."""

    def __init__(self, end: _socket.socket) -> None:
        self._end = end

    def fileno(self) -> int:
        """The descriptor."""
        return self._end.fileno()

    def close(self) -> None:
        """Close this end."""
        self._end.close()

    def send(self, kind: bytes, text: bytes = b"", descriptors: Sequence[int] = ()) -> None:
        """Send a message; raises OSError where the other end is gone."""
        more = []
        if descriptors:
            rights = b"".join(one.to_bytes(4, "little") for one in descriptors)
            more.append((_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights))
        self._end.sendmsg([kind + text[: _SIZE - 1]], more, _socket.MSG_NOSIGNAL)

    def receive(self) -> tuple[bytes, bytes, list[int]]:
        """The next message: kind, text, descriptors; kind is END when the other end is closed."""
        flags = getattr(_socket, "MSG_CMSG_CLOEXEC", 0)
        space = _socket.CMSG_SPACE(4 * _SPACE)
        try:
            data, more, _flags, _from = self._end.recvmsg(_SIZE, space, flags)
        except ConnectionResetError:
            # The other end ended with something unread. This is told once, before what it has sent.
            data, more, _flags, _from = self._end.recvmsg(_SIZE, space, flags)
        found: list[int] = []
        for level, kind, rights in more:
            if (level, kind) == (_socket.SOL_SOCKET, _socket.SCM_RIGHTS):
                found += [
                    int.from_bytes(rights[n : n + 4], "little")
                    for n in range(0, len(rights) - 3, 4)
                ]
        return data[:1], data[1:], found

    def expect(self, kind: bytes) -> tuple[bytes, list[int]]:
        """The next message, which has to be of a kind; raises SystemExit when the caller is gone."""
        got, text, descriptors = self.receive()
        if got != kind:
            raise SystemExit(1)
        return text, descriptors

    def fail(self, summary: str, detail: str = "", remedy: str = "", code: int = 125) -> None:
        """Tell an error."""
        words = "\0".join((str(code), summary, detail, remedy))
        self.send(FAILED, words.encode(errors="surrogateescape"))


def pair() -> tuple[Channel, Channel]:
    """Both ends; neither is inherited through execve."""
    near, far = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    return Channel(near), Channel(far)


def error(text: bytes) -> HostbridgeError:
    """The error that fail told."""
    words = text.decode(errors="surrogateescape").split("\0")
    code = int(words[0]) if words[0].isdigit() else 125
    summary, detail, remedy = (*words[1:4], "", "", "")[:3]
    return HostbridgeError(
        summary or "the container's process failed", detail, remedy, exit_code=code
    )


def told(near: Channel, answered: Optional[bytes] = None) -> Optional[HostbridgeError]:
    """An error that the child has told, if it has; for a caller whose own step has just failed."""
    kind, text, _descriptors = near.receive() if answered is None else (FAILED, answered, [])
    return error(text) if kind == FAILED else None


def result(near: Channel, helper: tuple[int, int], wanted: bytes, ended: str) -> bytes:
    """What a helper process tells before it ends, and its end; closes this end of the channel.

    helper: its pid and pidfd (-1: none). wanted: the kind of message that says it is done. Raises the
    error that it tells, and HostbridgeError (``ended``) where it ends without a word.
    """
    pid, pidfd = helper
    try:
        kind, text, _descriptors = near.receive()
    finally:
        near.close()
        os.waitpid(pid, 0)
        if pidfd >= 0:
            os.close(pidfd)
    if kind == FAILED:
        raise error(text)
    if kind != wanted:
        raise HostbridgeError(ended)
    return text
