"""The warm entrance: a process of one thread that has everything imported, and forks for each command.

A program starts it once (``warm.Zygote``) and talks to it over a socket pair: a command comes with
its streams as descriptors, its environment and directory; its exit code goes back. A command runs in
a child, as ``main`` would in a process of its own, so that nothing of it stays here. The zygote ends
when the other end is closed; commands that run then get a hang-up.

Messages are lines of NUL-separated fields behind four bytes of length (little endian):
``run ID DIRECTORY COUNT WORD… NAME=VALUE…`` with three descriptors, ``kill ID SIGNAL``; answers are
``exit ID CODE``.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
from socket import AF_UNIX, CMSG_SPACE, SCM_RIGHTS, SOCK_STREAM, socket
from typing import NoReturn

_MODULES = (
    "hostbridge.catalogue", "hostbridge.catalogue.tables.run", "hostbridge_kernel.__main__",
    "hostbridge_kernel.cgroups.group", "hostbridge_kernel.cgroups.limits",
    "hostbridge_kernel.commands.context", "hostbridge_kernel.commands.running",
    "hostbridge_kernel.commands.table", "hostbridge_kernel.containers.creating",
    "hostbridge_kernel.containers.executing", "hostbridge_kernel.containers.launching",
    "hostbridge_kernel.containers.making", "hostbridge_kernel.containers.monitor",
    "hostbridge_kernel.containers.outcomes", "hostbridge_kernel.containers.serving",
    "hostbridge_kernel.network.attach", "hostbridge_kernel.oci.spec",
    "hostbridge_kernel.options.read", "hostbridge_kernel.runtime.entering",
    "hostbridge_kernel.runtime.starting", "hostbridge_kernel.seccomp",
    "hostbridge_kernel.volumes.points", "hostbridge_kernel.volumes.store",
)  # fmt: skip
"""What ``run`` and ``exec`` import; others are imported by the child that needs them."""
_MOST = 64 << 20


class Server:
    """Serves one socket until its other end is closed."""

    def __init__(self, end: socket) -> None:
        self._end = end
        self._running: dict[int, str] = {}
        self._data = b""
        self._held: list[int] = []
        self._bell = os.pipe()

    def serve(self) -> None:
        """Take commands; returns when nobody is there any more."""
        for one in self._bell:
            os.set_blocking(one, False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(self._bell[1])
        while True:
            ready, _, _ = select.select([self._end.fileno(), self._bell[0]], [], [])
            if self._bell[0] in ready:
                os.read(self._bell[0], 4096)
                self._reap()
            if self._end.fileno() in ready and not self._receive():
                break
        for pid in self._running:
            os.kill(pid, signal.SIGHUP)

    def _receive(self) -> bool:
        data, more, _flags, _from = self._end.recvmsg(1 << 16, CMSG_SPACE(4 * 64))
        for _level, kind, rights in more:
            if kind == SCM_RIGHTS:
                found = range(0, len(rights) - 3, 4)
                self._held += [int.from_bytes(rights[at : at + 4], "little") for at in found]
        if not data:
            return False
        self._data += data
        while len(self._data) >= 4:
            size = int.from_bytes(self._data[:4], "little")
            if size > _MOST:
                return False
            if len(self._data) < 4 + size:
                break
            fields = self._data[4 : 4 + size].split(b"\0")
            self._data = self._data[4 + size :]
            self._do([os.fsdecode(one) for one in fields])
        return True

    def _do(self, fields: list[str]) -> None:
        if fields[0] == "run":
            self._run(fields[1], fields[2], int(fields[3]), fields[4:])
        elif fields[0] == "kill":
            for pid, name in self._running.items():
                if name == fields[1]:
                    os.kill(pid, int(fields[2]))

    def _run(self, name: str, directory: str, count: int, rest: list[str]) -> None:
        streams, self._held = self._held[:3], self._held[3:]
        pid = os.fork()
        if pid == 0:
            self._become(streams, directory, rest[:count], rest[count:])
        self._running[pid] = name
        for one in streams:
            os.close(one)

    def _become(
        self, streams: list[int], directory: str, words: list[str], env: list[str]
    ) -> NoReturn:
        code = 125
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number, one in enumerate(streams):
                os.dup2(one, number, inheritable=True)
            for one in (*streams, *self._bell, *self._held, self._end.fileno()):
                if one > 2:
                    os.close(one)
            os.environ.clear()
            for row in env:
                key, _sign, text = row.partition("=")
                os.environ[key] = text
            os.chdir(directory)
            from hostbridge_kernel.__main__ import main

            code = main(words)
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
        except BaseException as error:
            os.write(2, f"Error: {type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(code)

    def _reap(self) -> None:
        while self._running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            name = self._running.pop(pid, None)
            if name is not None:
                signaled = os.WIFSIGNALED(status)
                code = 128 + os.WTERMSIG(status) if signaled else os.WEXITSTATUS(status)
                text = f"exit\0{name}\0{code}".encode()
                self._end.sendall(len(text).to_bytes(4, "little") + text)


def serve(descriptor: int) -> None:
    """Be a zygote on a stream socket."""
    for name in _MODULES:
        __import__(name)
    # What is there now is never garbage: children that look for some would copy its pages.
    gc.collect()
    gc.freeze()
    end = socket(AF_UNIX, SOCK_STREAM, 0, fileno=descriptor)
    os.set_inheritable(descriptor, False)
    try:
        Server(end).serve()
    except BrokenPipeError:
        pass


if __name__ == "__main__":
    sys.path[:0] = sys.argv[2:]
    serve(int(sys.argv[1]))
