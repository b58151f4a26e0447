"""A session over plain OpenSSH: no agent, the same contract, slower."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys

from hostbridge import process, tree
from hostbridge.child import Child
from hostbridge.contract.session import CAPTURE, Completed, Session, Stdio, TerminalSize
from hostbridge.errors import ConnectionLost, HostbridgeError, NotFound, Unsupported
from hostbridge.running import run_process
from hostbridge.value import replace
from hostbridge_ssh.filling import Filling, may_fill
from hostbridge_ssh.forwarding import Forwarding
from hostbridge_ssh.opened import Opened
from hostbridge_ssh.quoting import MAX_COMMAND, for_any_shell, sh_word, sh_words
from hostbridge_ssh.remote import SSH_FAILED, RemoteProcess, exit_code, terminal_stdio
from hostbridge_ssh.scripts import AROUND, CD, MISSING, SIGNAL, UNPACK_FILE, UNPACK_TREE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from hostbridge.contract.features import Features
    from hostbridge.contract.forward import Forward, ForwardHandle
    from hostbridge.contract.paths import PathMap
    from hostbridge.contract.session import Env, Process, Stream, StrPath
    from hostbridge_ssh.control import Control


class SshSession(Session):
    """Processes, files and ports of a Linux host over there, as the user that ssh logs in."""

    def __init__(self, control: Control, paths: PathMap, features: Features) -> None:
        self._control = control
        self.paths = paths
        self.features = features
        self.host = control.address.host
        self._folder = f"/tmp/hostbridge-{os.urandom(8).hex()}"  # mkdir makes it, 0700
        self._numbers = itertools.count(1)
        self._opened = Opened()
        self._forwarding = Forwarding(control)

    def replace(
        self,
        argv: Sequence[str],
        *,
        env: Env | None = None,
        cwd: str | None = None,
        terminal: bool = False,
        reads: bool = True,
    ) -> NoReturn:
        """Run it on the caller's streams, hand signals on, and exit with its code.

        What is not to be read is not: ssh would take the caller's input over before anybody asks.

        On a terminal ssh itself carries signals and sizes; without one it cannot, so this process
        stays and sends them.
        """
        from hostbridge.passing import signals_to

        on_terminal = terminal and os.isatty(0)
        stdin: Stream = "inherit" if reads or on_terminal else "null"
        stdio = Stdio(stdin, terminal=_size() if on_terminal else None)
        with self.spawn(argv, stdio=stdio, env=env, cwd=cwd) as there:
            with signals_to(there):
                try:
                    code = there.wait()
                except ConnectionLost:
                    self.close()
                    raise
        self.close()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(exit_code(code))

    def spawn(
        self,
        argv: Sequence[str],
        *,
        stdio: Stdio = Stdio(),
        env: Env | None = None,
        cwd: str | None = None,
        user: str | None = None,
    ) -> Process:
        """A channel of the shared connection; a missing program ends with 127 over there."""
        return self._spawn(argv, stdio, env, cwd, user)

    def _spawn(
        self,
        argv: Sequence[str],
        stdio: Stdio,
        env: Env | None,
        cwd: str | None,
        user: str | None,
        *,
        brief: bool = False,
    ) -> RemoteProcess:
        """brief: a question, which ends by itself also when this process is killed."""
        if user is not None:
            raise Unsupported(f"{self.host}: cannot become user {user}", "plain ssh has one user",
                              "name the user in the machine: ssh://user@host")  # fmt: skip
        # Taken in one step, since threads share a session.
        name = f"{os.getpid()}.{next(self._numbers)}"
        script = self._script(argv, env, cwd, name)
        options = ["-tt"] if stdio.terminal is not None else ["-T"]
        client = self._control.argv(*options, command=script)
        stdio = terminal_stdio(stdio) if stdio.terminal else stdio
        apart = "inherit" not in (stdio.stdin, stdio.stdout)
        fills = stdio.stdout == "inherit" and may_fill(1)
        if fills:
            stdio = replace(stdio, stdout="pipe")
        local = Child(client, stdio, None, None, None, apart=apart)
        filling = None
        if fills and local.stdout is not None:
            filling = Filling(local.stdout, 1, lambda: self.signal(name, 9))
        guard = None if brief else self._control.argv("-T", "-n", command=self._kill(name, 9))
        there = RemoteProcess(self, tuple(argv), local, name, guard, filling)
        self._opened.started(there)
        return there

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
        """Spawn and wait."""
        there = self._spawn(argv, stdio, env, cwd, user, brief=stdio is CAPTURE)
        return run_process(there, check=check, timeout=timeout)

    def copy_in(self, source: StrPath, target: str) -> None:
        """Tar here, tar there."""
        path = os.fspath(source)
        is_directory = tree.checked(path)
        name = sh_word(os.path.basename(path.rstrip("/")))
        template = UNPACK_TREE if is_directory else UNPACK_FILE
        script = template % {b"target": sh_word(target), b"name": name}
        packing = process.start(
            tree.pack_argv(path, is_directory=is_directory),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            assert packing.stdout is not None
            with self._script_process(
                script, Stdio(packing.stdout.fileno(), "pipe", "pipe")
            ) as there:
                packing.stdout.close()
                packing.stdout = None
                out, err = there.communicate()
                code = there.wait()
            _, said = packing.communicate()
        finally:
            process.end(packing)
        self._checked(code, out, err, "copy_in", target)
        if packing.returncode:
            raise process.failed(tree.TAR, packing.returncode, b"", said)

    def copy_out(self, source: str, target: StrPath) -> None:
        """Tar there; here what comes is not trusted."""
        script = (
            b's=%s; if [ -d "$s" ] && [ ! -h "$s" ]; then echo d; elif [ -e "$s" ] || [ -h "$s" ]; then echo f; fi'
            % sh_word(source)
        )
        kind = self._run_script(script).stdout.strip()
        if not kind:
            raise NotFound(f"{source}: no such file or directory over there", exit_code=125)
        is_directory = kind == b"d"
        packing = tree.pack_argv(source, is_directory=is_directory)
        with self.spawn(packing, stdio=Stdio("null", "pipe", "pipe")) as there:
            assert there.stdout is not None
            tree.unpack(there.stdout, os.fspath(target), is_directory=is_directory)
            out, err = there.communicate()
            code = there.wait()
        self._checked(code, out, err, "copy_out", source)

    def forward(self, spec: Forward) -> ForwardHandle:
        """``ssh -O forward``: the shared connection listens, and owns it."""
        return self._forwarding.open(spec)

    def forwards(self) -> Sequence[ForwardHandle]:
        """The forwards that outlive a session."""
        return self._forwarding.kept()

    def close(self) -> None:
        """End what still runs, take back this session's forwards, remove what may lie there."""
        strays = self._opened.close()
        self._forwarding.close()
        if strays and self._control.alive():
            remove = for_any_shell(b"rm -rf " + sh_word(self._folder))
            with contextlib.suppress(HostbridgeError, TimeoutError):
                process.run(self._control.argv("-T", "-n", command=remove), timeout=10)

    def signal(self, note: str, number: int) -> None:
        """Send a signal to what a process's script started."""
        process.run(self._control.argv("-T", "-n", command=self._kill(note, number)), timeout=10)

    def noted(self, note: str) -> bool:
        """Whether a process noted that 255 was its own exit code."""
        if not self._control.alive():
            return False
        test = for_any_shell(b"test -e " + sh_word(f"{self._folder}/{note}.rc"))
        with contextlib.suppress(TimeoutError):
            return (
                process.run(self._control.argv("-T", "-n", command=test), timeout=10).returncode
                == 0
            )
        return False

    def _kill(self, note: str, number: int) -> str:
        path = sh_word(f"{self._folder}/{note}")
        return for_any_shell(SIGNAL % {b"path": path, b"signal": number})

    def _script(self, argv: Sequence[str], env: Env | None, cwd: str | None, name: str) -> str:
        if any("\0" in word for word in argv):
            raise HostbridgeError("an argument holds a NUL byte", exit_code=126)
        parts = {
            b"name": name.encode(),
            b"folder": sh_word(self._folder),
            b"before": (self._environment(env, name) if env else b"")
            + (b"" if cwd is None else CD % {b"cwd": sh_word(cwd)}),
            b"command": sh_words(argv),
        }
        script = AROUND % parts
        line = for_any_shell(script)
        if len(line) <= MAX_COMMAND:
            return line
        # Too long for one argument: the script goes over by itself, as a file.
        path = f"{self._folder}/{name}.sh"
        self._put(name, path, script)
        return for_any_shell(b". " + sh_word(path))

    def _environment(self, env: Env, name: str) -> bytes:
        """Values travel on standard input into a file that the script reads and removes."""
        lines = []
        for key, text in env.items():
            if not key.isidentifier() or not key.isascii():
                raise Unsupported(
                    f"environment name {key!r}: a shell cannot carry it", "", "use another name"
                )
            lines.append(
                b"unset %s" % key.encode()
                if text is None
                else b"export %s=%s" % (key.encode(), sh_word(text))
            )
        path = f"{self._folder}/{name}.env"
        self._put(name, path, b"\n".join(lines) + b"\n")
        return b". %s; rm -f %s\n" % (sh_word(path), sh_word(path))

    def _put(self, name: str, path: str, content: bytes) -> None:
        folder = sh_word(self._folder)
        script = b"umask 077; [ -d %s ] || mkdir -m 700 %s; cat >%s" % (
            folder,
            folder,
            sh_word(path),
        )
        self._opened.put(name)
        done = process.run(self._control.argv("-T", command=for_any_shell(script)), data=content)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            if done.returncode == SSH_FAILED:
                raise ConnectionLost(
                    f"{self.host}: the connection broke", said, "run the command again"
                )
            raise HostbridgeError(
                f"{self.host}: cannot write {path}", said, "make room in /tmp there"
            )

    def _run_script(self, script: bytes) -> Completed:
        return self.run(["/bin/sh", "-c", os.fsdecode(script)])

    def _script_process(self, script: bytes, stdio: Stdio) -> Process:
        return self.spawn(["/bin/sh", "-c", os.fsdecode(script)], stdio=stdio)

    def _checked(self, code: int, out: bytes, err: bytes, what: str, path: str) -> None:
        if code == 0:
            return
        said = (err or out).decode(errors="replace").strip()
        if code == MISSING:
            raise NotFound(f"{self.host}: {said}", exit_code=125)
        raise HostbridgeError(f"{self.host}: {what} failed: {path}", said, "see what it says")


def _size() -> TerminalSize:
    """Any size: the client takes that of the caller's own terminal."""
    return TerminalSize()
