"""A world: a mount and a network namespace which look like a machine of our own.

In a world ``/run``, ``/dev/shm``, ``/var/lib/docker`` and ``/var/lib/containers`` are fresh, what
is written to ``/etc`` and ``/var/lib`` stays in the world, control groups are made below one group
of ours, and the network has nothing but loopback. So an engine with its default paths is private
there, needs no environment, and collides with nothing; and all of it goes with the world's
processes. The near world sees the host's ``/tmp`` and processes: it is the user's machine. The far
world has its own, and sees only the folders that it is told to share.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from socket import AF_INET, AF_INET6, SOCK_STREAM, socket
from typing import IO

from rig import holder, machine, sweep
from rig.run import Missing

_CLONE_NEWNET = 0x40000000
_PATIENCE = 20.0
_libc = ctypes.CDLL(None, use_errno=True)


class World:
    """Namespaces that live until ``close``, or until the process which made them dies.

    folder is the world's part of the run (logs, engines' data). With ``hidden`` directories the
    world has its own processes and host name too, those host directories are empty in it, and
    ``shares`` (host directory to directory in the world, which lies below /srv; read-only if in
    ``read_only``) are what it sees of the host.
    """

    def __init__(
        self,
        run: Path,
        name: str,
        *,
        hidden: Sequence[Path] = (),
        shares: Mapping[Path, str] | None = None,
        read_only: Sequence[Path] = (),
        files: Mapping[str, str] | None = None,
    ) -> None:
        for need in ("nsenter", "mount", "ip"):
            if shutil.which(need) is None:
                raise Missing(f"{need} is not installed")
        if os.geteuid() != 0:
            raise Missing("namespaces, mounts and engines of one's own need root")
        self.name = name
        self.folder = run / name
        self.own_processes = bool(hidden)
        self._daemons: list[subprocess.Popen[bytes]] = []
        self.folder.mkdir()
        self.home = Path("/root") if hidden else self.folder / "home"
        if not hidden:
            self.home.mkdir()
        groups = machine.control_groups(run.name, name)
        steps = machine.own_machine(groups, self.folder, self.home)
        if hidden:
            steps += machine.far_machine(name, hidden, shares or {}, read_only)
        orders = {
            "own_processes": self.own_processes,
            "groups": [str(group) for group in groups.values()],
            "steps": steps,
            "files": {**machine.files(name), **(files or {})},
        }
        written = self.folder / "orders.json"
        written.write_text(json.dumps(orders, indent=2))
        self._holder = subprocess.Popen(
            [sys.executable, "-I", "-S", holder.__file__, str(written)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            cwd="/",
        )
        assert self._holder.stdout is not None
        answer = self._holder.stdout.readline().decode().strip()
        if not answer.startswith("ready "):
            self.close()
            raise Missing(f"the {name} world cannot be made: {answer or 'no answer'}")
        self.pid = int(answer.split()[1])

    def words(self, cwd: str | Path = "/") -> tuple[str, ...]:
        """Words to put before an argv to run it here, in a working directory of this world.

        They replace themselves with the argv (in a world with processes of its own: they wait for
        it), so a pid, signals, the terminal and the exit code are the program's own.
        """
        spaces = (
            "--mount",
            "--net",
            "--cgroup",
            *(("--pid", "--uts") if self.own_processes else ()),
        )
        folder = () if str(cwd) == "/" else ("env", "-C", str(cwd))
        return ("nsenter", f"--target={self.pid}", *spaces, "--", *folder)

    def run(
        self, *argv: str, timeout: float = 60, check: bool = True, input: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a program of the rig's here; a failure raises with what the program said."""
        done = subprocess.run(
            [*self.words(), *argv],
            check=False,
            capture_output=True,
            timeout=timeout,
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
        )
        if check and done.returncode != 0:
            said = (done.stderr or done.stdout).decode(errors="replace").strip()
            raise RuntimeError(f"in the {self.name} world: {' '.join(argv)}: {said}")
        return done

    def daemon(
        self, *argv: str, log: Path, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a program which stays; it ends at the latest with the run."""
        with log.open("ab") as file:
            started = subprocess.Popen(
                [*self.words(), *argv],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
                env=env,
            )
        self._daemons.append(started)
        return started

    def make_socket(self, family: int = AF_INET, kind: int = SOCK_STREAM) -> socket:
        """A socket of this world's network; it may be connected or bound as any other."""
        made: list[socket] = []
        failed: list[OSError] = []

        def enter_and_make() -> None:
            try:
                space = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY)
                try:
                    if _libc.setns(space, _CLONE_NEWNET) != 0:
                        number = ctypes.get_errno()
                        raise OSError(number, os.strerror(number))
                finally:
                    os.close(space)
                made.append(socket(family, kind))
            except OSError as error:
                failed.append(error)

        thread = threading.Thread(target=enter_and_make)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]
        return made[0]

    def connect(self, port: int, address: str = "127.0.0.1", timeout: float = 5) -> socket:
        """A TCP connection within this world's network; raises OSError as ``connect`` does."""
        family = AF_INET6 if ":" in address else AF_INET
        made = self.make_socket(family)
        made.settimeout(timeout)
        try:
            made.connect((address, port))
        except BaseException:
            made.close()
            raise
        return made

    def fetch(self, port: int, path: str = "/", address: str = "127.0.0.1") -> bytes:
        """The body of ``GET path`` from a plain HTTP server here; raises OSError.

        A server in a container that was started just now gets a while to listen.
        """
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                return self._fetch(port, path, address)
            except (ConnectionError, TimeoutError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _fetch(self, port: int, path: str, address: str) -> bytes:
        with self.connect(port, address) as made:
            made.sendall(f"GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n".encode())
            answer = bytearray()
            while part := made.recv(65536):
                answer += part
        head, _, body = bytes(answer).partition(b"\r\n\r\n")
        if not head:
            raise ConnectionResetError("it closed without an answer")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise OSError(f"answered {head[:80]!r}")
        return body

    def processes(self, name: str) -> list[int]:
        """The pids, as the host counts, of this world's programs of a name; not containers'."""
        mounts = Path(f"/proc/{self.pid}/ns/mnt").readlink()
        found: list[int] = []
        for entry in os.listdir("/proc"):
            with contextlib.suppress(OSError):
                ours = entry.isdecimal() and Path(f"/proc/{entry}/ns/mnt").readlink() == mounts
                if ours and Path(f"/proc/{entry}/comm").read_text().strip() == name:
                    found.append(int(entry))
        return sorted(found)

    def end(self, name: str, number: signal.Signals = signal.SIGTERM, seconds: float = 30) -> None:
        """Send this world's programs of a name a signal, and wait until they are gone."""
        ending = self.processes(name)
        for pid in ending:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while any(sweep.start_time(pid) for pid in ending):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{name} does not end in the {self.name} world")
            time.sleep(0.01)
        # A pid file would still find those of ours which are dead and not asked for.
        for daemon in self._daemons:
            if daemon.pid in ending:
                daemon.wait(timeout=seconds)

    def listening(self) -> set[int]:
        """The TCP ports that are listened on here."""
        return _listening(Path(f"/proc/{self.pid}/net"))

    def close(self) -> None:
        """Kill the daemons, let the holder go. What else runs ends with the run (``sweep``)."""
        for daemon in self._daemons:
            daemon.kill()
            daemon.wait(timeout=60)
        for pipe in (self._holder.stdin, self._holder.stdout):
            _close(pipe)
        self._holder.wait(timeout=60)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        pipe.close()


def _listening(folder: Path) -> set[int]:
    ports: set[int] = set()
    for name in ("tcp", "tcp6"):
        for line in (folder / name).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":
                ports.add(int(fields[1].rpartition(":")[2], 16))
    return ports
