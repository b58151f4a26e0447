"""A program's side of the warm entrance: commands of the kernel engine without starting Python anew."""

from __future__ import annotations

import os
import sys
import threading
from socket import AF_UNIX, SCM_RIGHTS, SOCK_STREAM, SOL_SOCKET, socketpair
from typing import Mapping, Optional, Sequence

from hostbridge.errors import ConnectionLost


class Job:
    """A command that runs; code is None until it has ended."""

    def __init__(self, owner: Zygote, name: str) -> None:
        self._owner = owner
        self._name = name
        self._done = threading.Event()
        self.code: Optional[int] = None

    def wait(self, timeout: Optional[float] = None) -> Optional[int]:
        """The exit code, 128 + N after a signal; None when it still runs after ``timeout`` seconds.

        Raises ConnectionLost when the zygote has ended before it.
        """
        if not self._done.wait(timeout):
            return None
        if self.code is None:
            raise ConnectionLost("the kernel engine's warm process has ended")
        return self.code

    def kill(self, number: int) -> None:
        """Signal the command; it passes signals on to a container in front."""
        self._owner.send("kill", self._name, str(number))

    def end(self, code: Optional[int]) -> None:
        """Called by the owner: it has ended (None: nobody knows how)."""
        self.code = code
        self._done.set()


class Zygote:
    """A warm process of the kernel engine; a context manager. May be used from any thread."""

    def __init__(self) -> None:
        here, there = socketpair(AF_UNIX, SOCK_STREAM)
        os.set_inheritable(there.fileno(), True)
        top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        import hostbridge

        core = os.path.dirname(os.path.dirname(os.path.abspath(hostbridge.__file__)))
        argv = [
            sys.executable, "-I", "-S", os.path.join(os.path.dirname(__file__), "zygote.py"),
            str(there.fileno()), top, core,
        ]  # fmt: skip
        self._pid = os.posix_spawn(sys.executable, argv, os.environ)
        there.close()
        self._socket = here
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._count = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def run(
        self,
        words: Sequence[str],
        streams: tuple[int, int, int] = (0, 1, 2),
        *,
        env: Optional[Mapping[str, str]] = None,
        directory: str = "",
    ) -> Job:
        """Begin a command (``["run", "--rm", …]``) on three descriptors, which stay the caller's.

        env, directory: the caller's own where they are not given. Raises ConnectionLost.
        """
        with self._lock:
            self._count += 1
            name = str(self._count)
            job = self._jobs[name] = Job(self, name)
        rows = [f"{key}={text}" for key, text in (os.environ if env is None else env).items()]
        self.send(
            "run", name, directory or os.getcwd(), str(len(words)), *words, *rows, streams=streams
        )
        return job

    def send(self, *fields: str, streams: tuple[int, ...] = ()) -> None:
        """Send a message; see the module ``zygote``. Raises ConnectionLost."""
        data = b"\0".join(os.fsencode(one) for one in fields)
        data = len(data).to_bytes(4, "little") + data
        rights = b"".join(one.to_bytes(4, "little") for one in streams)
        more = [(SOL_SOCKET, SCM_RIGHTS, rights)] if rights else []
        try:
            with self._lock:
                sent = self._socket.sendmsg([data], more)
                if sent < len(data):
                    self._socket.sendall(data[sent:])
        except OSError as error:
            raise ConnectionLost(
                "the kernel engine's warm process has ended", str(error)
            ) from error

    def close(self) -> None:
        """End it; commands that still run get a hang-up. May be repeated."""
        if self._pid:
            try:
                self._socket.shutdown(2)
            except OSError:
                pass  # it was gone already
            self._reader.join()
            self._socket.close()
            os.waitpid(self._pid, 0)
            self._pid = 0

    def _read(self) -> None:
        data = b""
        while True:
            try:
                part = self._socket.recv(1 << 16)
            except OSError:
                part = b""
            if not part:
                break
            data += part
            while len(data) >= 4 and len(data) >= 4 + int.from_bytes(data[:4], "little"):
                size = int.from_bytes(data[:4], "little")
                _kind, name, code = data[4 : 4 + size].decode().split("\0")
                data = data[4 + size :]
                with self._lock:
                    job = self._jobs.pop(name, None)
                if job is not None:
                    job.end(int(code))
        with self._lock:
            left, self._jobs = list(self._jobs.values()), {}
        for job in left:
            job.end(None)
