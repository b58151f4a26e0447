"""A session on this host. ``replace`` is hot; everything else is loaded when it is called."""

from __future__ import annotations

import os

from hostbridge.contract.features import Features
from hostbridge.contract.paths import IDENTITY
from hostbridge.contract.session import CAPTURE, Completed, Session, Stdio
from hostbridge.errors import EXIT_NOT_EXECUTABLE, EXIT_NOT_FOUND, HostbridgeError, NotFound
from hostbridge.shims import NAMES, is_ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from hostbridge.contract.forward import Forward, ForwardHandle
    from hostbridge.contract.session import Env, Process, StrPath

FEATURES = Features(
    local=True,
    shares="identity",
    udp=True,
    unix_forward=True,
    reverse_forward=True,
    exit_signals=True,
    switch_user=hasattr(os, "geteuid") and os.geteuid() == 0,
    ownership=hasattr(os, "geteuid") and os.geteuid() == 0,
    events=True,
)


class NativeSession(Session):
    """Processes, files and ports of this host, as this user."""

    features = FEATURES
    paths = IDENTITY

    def __init__(self) -> None:
        self._open: list[Process | ForwardHandle] = []

    def replace(
        self,
        argv: Sequence[str],
        *,
        env: Env | None = None,
        cwd: str | None = None,
        terminal: bool = False,
        reads: bool = True,
    ) -> NoReturn:
        """execvp(3); the terminal and the input are the caller's own anyway."""
        del terminal, reads
        # Python ignores SIGPIPE and SIGXFSZ, and exec would hand that on (signal(7)). ``signal``
        # itself takes 8 ms, for its enumerations; this is the module beneath it.
        signals = __import__("_signal")
        for name in ("SIGPIPE", "SIGXFSZ"):
            signals.signal(getattr(signals, name), signals.SIG_DFL)
        words = list(argv)
        try:
            if cwd is not None:
                os.chdir(cwd)
            _execute(words, merged(env) if env else os.environ)
        except FileNotFoundError as error:
            raise NotFound(
                f"{words[0]}: command not found",
                "",
                f"install {words[0]}",
                exit_code=EXIT_NOT_FOUND,
            ) from error
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise HostbridgeError(
                f"{words[0]}: cannot be executed: {why}", exit_code=EXIT_NOT_EXECUTABLE
            ) from error

    def spawn(
        self,
        argv: Sequence[str],
        *,
        stdio: Stdio = Stdio(),
        env: Env | None = None,
        cwd: str | None = None,
        user: str | None = None,
    ) -> Process:
        """A child of this process; under a terminal, in a session of its own."""
        from hostbridge.child import Child

        child = Child(argv, stdio, merged(env) if env else None, cwd, user)
        self._open.append(child)
        # In place: another thread may add its own in the meantime.
        for item in [one for one in self._open if getattr(one, "ended", False)]:
            try:
                self._open.remove(item)
            except ValueError:
                pass
        return child

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
        """Spawn and wait; a plain question to a program takes the shortest way."""
        if stdio is CAPTURE and env is None and cwd is None and user is None and timeout is None:
            from hostbridge.capturing import CAN_CAPTURE, capture

            if CAN_CAPTURE:
                done = capture(argv)
                if check and done.returncode:
                    from hostbridge.process import failed

                    raise failed(argv, done.returncode, done.stdout, done.stderr)
                return done
        from hostbridge.running import run_process

        child = self.spawn(argv, stdio=stdio, env=env, cwd=cwd, user=user)
        return run_process(child, check=check, timeout=timeout)

    def copy_in(self, source: StrPath, target: str) -> None:
        """A copy within this host."""
        from hostbridge.tree import copy

        copy(os.fspath(source), target)

    def copy_out(self, source: str, target: StrPath) -> None:
        """A copy within this host."""
        from hostbridge.tree import copy

        copy(source, os.fspath(target))

    def forward(self, spec: Forward) -> ForwardHandle:
        """A relay in a thread of this process; it ends with the session whatever its lifetime."""
        from hostbridge_native.forwarding import open_forward

        handle = open_forward(spec)
        self._open.append(handle)
        return handle

    def close(self) -> None:
        """End what is still open."""
        for item in self._open:
            item.close()
        self._open.clear()


def _execute(words: list[str], env: Mapping[str, str]) -> NoReturn:
    """execvpe(3). The library's own imports ``warnings`` to read PATH, which takes half a ms."""
    name = words[0]
    denied: PermissionError | None = None
    places = [""] if "/" in name else env.get("PATH", os.defpath).split(":")
    for place in places:
        if name in NAMES and is_ours(f"{place}/{name}"):
            continue
        try:
            os.execve(f"{place}/{name}" if place else name, words, env)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except PermissionError as error:
            denied = error
    raise denied or FileNotFoundError(2, "No such file or directory", name)


def merged(env: Env) -> dict[str, str]:
    """The caller's environment with changes; None takes a name away."""
    whole: dict[str, str | None] = {**os.environ, **env}
    return {name: text for name, text in whole.items() if text is not None}
