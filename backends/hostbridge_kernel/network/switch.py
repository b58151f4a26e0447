"""A switch in a process, for the containers of an ordinary user on one network.

Who is no root cannot put a veth pair between two user namespaces. So each container has a tap device
of its own (its frames are read and written by a descriptor, Documentation/networking/tuntap), and one
process for a network carries frames between them, learning which address is where as a bridge does.
It ends with the last tap: a tap ends with its container's network namespace.
"""

from __future__ import annotations

import _socket
import os
import struct

from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from hostbridge_kernel.network.loop import Loop

MTU = 65520
_LARGEST = 65600
_TUN = "/dev/net/tun"
_SET_INTERFACE, _TAP, _NO_INFORMATION = 0x400454CA, 0x0002, 0x1000
_BACKLOG = 16
_ADDRESSES = 4096
"""How many addresses are kept in mind: a container could make up any number."""


def open_tap(name: str) -> int:
    """A tap device in this network namespace; its descriptor. Raises HostbridgeError."""
    import fcntl

    try:
        made = os.open(_TUN, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.ioctl(
            made, _SET_INTERFACE, struct.pack("=16sH14x", name.encode(), _TAP | _NO_INFORMATION)
        )
    except OSError as error:
        raise HostbridgeError(
            f"{_TUN}: {error.strerror}", "networks of an ordinary user's containers need it",
            f"as root: chmod 0666 {_TUN}; or use the network bridge, host or none",
        ) from error  # fmt: skip
    return made


def join(
    folder: str, network: str, tap: int, start: Callable[[Callable[[Loop], Any], list[int]], int]
) -> None:
    """Give a tap to the network's switch, which is started if none runs.

    Call it with the leases' lock held. start makes a process that runs a loop with what is given.
    """
    path = f"{network[:12]}.sock"
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # By the descriptor: a socket's path has room for 107 bytes.
        short = f"/proc/self/fd/{directory}/{path}"
        try:
            with _connected(short) as stream:
                rights = (_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack("=i", tap))
                stream.sendmsg([b"+"], [rights])
                if stream.recv(1) == b"+":
                    return
        except OSError:
            pass
        try:
            os.unlink(short)
        except FileNotFoundError:
            pass
        listening = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM | _socket.SOCK_CLOEXEC)
        try:
            listening.bind(short)
            listening.listen(_BACKLOG)
            start(
                lambda loop: [Switch(loop, listening, [tap], f"{folder}/{path}")],
                [listening.fileno(), tap],
            )
        finally:
            listening.close()
    finally:
        os.close(directory)


class _connected:
    """A connection to a unix socket, as a context manager (``_socket`` has none)."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._made = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM | _socket.SOCK_CLOEXEC)

    def __enter__(self) -> _socket.socket:
        try:
            self._made.settimeout(5)
            self._made.connect(self._path)
        except BaseException:
            self._made.close()
            raise
        return self._made

    def __exit__(self, *_error: object) -> None:
        self._made.close()


class Switch:
    """Frames between taps; others come over a listening socket. path is removed at the end."""

    def __init__(self, loop: Loop, listening: _socket.socket, taps: list[int], path: str) -> None:
        from hostbridge_kernel.network.loop import READ

        self._loop, self._read, self._path = loop, READ, path
        self._listening = listening
        self._taps: set[int] = set()
        self._where: dict[bytes, int] = {}
        listening.setblocking(False)
        loop.watch(listening.fileno(), READ, self._accept)
        for tap in taps:
            self._add(tap)

    def close(self) -> None:
        """Nothing is left to be done: the loop ends when the last tap has gone."""

    def _add(self, tap: int) -> None:
        self._taps.add(tap)
        self._loop.watch(tap, self._read, lambda _events: self._frames(tap))

    def _accept(self, _events: int) -> None:
        number, _from = self._listening._accept()  # type: ignore[attr-defined]
        stream = _socket.socket(fileno=number)
        try:
            stream.settimeout(5)
            _data, extra, _flags, _who = stream.recvmsg(1, _socket.CMSG_SPACE(4))
            for _level, _kind, body in extra:
                self._add(struct.unpack("=i", body[:4])[0])
            stream.send(b"+")
        except OSError:
            pass
        finally:
            stream.close()

    def _frames(self, tap: int) -> None:
        for _ in range(64):
            try:
                frame = os.read(tap, _LARGEST)
            except BlockingIOError:
                return
            except OSError:
                self._gone(tap)  # its namespace has ended
                return
            if len(frame) < 14:
                continue
            target, source = frame[:6], frame[6:12]
            if not source[0] & 1:
                if source not in self._where and len(self._where) >= _ADDRESSES:
                    self._where.clear()
                self._where[source] = tap
            known = None if target[0] & 1 else self._where.get(target)
            for other in [known] if known is not None else list(self._taps):
                if other != tap and other in self._taps:
                    try:
                        os.write(other, frame)
                    except OSError:
                        continue  # full or down: frames may be lost, as on a wire

    def _gone(self, tap: int) -> None:
        self._loop.forget(tap)
        self._taps.discard(tap)
        self._where = {address: at for address, at in self._where.items() if at != tap}
        os.close(tap)
        if not self._taps:
            try:
                os.unlink(self._path)
            except OSError:
                pass
            self._loop.stop()
