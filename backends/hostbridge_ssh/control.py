"""The shared connection to one machine: opened once, used by every command, owner of forwards."""

from __future__ import annotations

import contextlib
import os
import socket

from hostbridge import process
from hostbridge.errors import NotFound, Unavailable
from hostbridge.state.files import locked
from hostbridge.state.places import socket_path
from hostbridge_ssh.messages import unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge_ssh.address import Address

PERSIST = 600
"""Seconds that an unused connection stays."""
_CONNECT = 10
_NO_FORWARDS = ("-o", "ClearAllForwardings=yes")
"""What the user's configuration forwards is not opened; ``-O forward`` must not have this option."""
_ALIVE = ("-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3")
_STRICT = (
    "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", f"ConnectTimeout={_CONNECT}",
    "-o", "PermitLocalCommand=no",
)  # fmt: skip


class Control:
    """The control socket of one address under one configuration; see ControlPath in ssh_config(5)."""

    def __init__(self, address: Address, config: str, identity: str) -> None:
        self.address = address
        self._config = config
        self._identity = identity
        self.path = socket_path(os.environ, "ssh", repr((address, config, identity)))

    def argv(self, *options: str, command: str | None = None) -> list[str]:
        """An ssh command line over the shared connection."""
        last = [] if command is None else [*_NO_FORWARDS, *self.address.words(), command]
        last = last or self.address.words()
        return ["ssh", *self._base(), "-S", self.path, "-o", "ControlMaster=no", *_STRICT,
                "-o", "LogLevel=ERROR", *options, *last]  # fmt: skip

    def alive(self) -> bool:
        """Whether the socket is answered; a stale one is removed."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            try:
                probe.connect(self.path)
            except FileNotFoundError:
                return False
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(self.path)
                return False
        return True

    def open(self) -> None:
        """Make the connection unless it is there. Two that try at once get one.

        Raises Unavailable with the cause: unknown or changed host key, no log-in, no answer.
        """
        if self.alive():
            return
        with locked(self.path, patience=_CONNECT * 3):
            if self.alive():
                return
            argv = ["ssh", *self._base(), "-M", "-S", self.path, "-f", "-N", "-T",
                    "-o", f"ControlPersist={PERSIST}", "-o", "ExitOnForwardFailure=no",
                    *_ALIVE, *_STRICT, *_NO_FORWARDS, *self.address.words()]  # fmt: skip
            try:
                done = process.run(argv, timeout=_CONNECT * 3)
            except NotFound as error:
                raise Unavailable("ssh is not installed", "", "install openssh-client") from error
            except TimeoutError as error:
                raise Unavailable(f"{self.address.host}: ssh did not finish connecting") from error
            if done.returncode:
                raise unreachable(self.address.host, done.stderr.decode(errors="replace"))

    def command(self, what: str, *options: str) -> tuple[int, str]:
        """``ssh -O what``: exit code and words. ``check``, ``exit``, ``forward``, ``cancel``."""
        done = process.run(self.argv("-O", what, *options), timeout=_CONNECT * 2)
        return done.returncode, (done.stderr + done.stdout).decode(errors="replace").strip()

    def close(self) -> None:
        """End the connection with everything that it carries. Idempotent."""
        if self.alive():
            with contextlib.suppress(TimeoutError):
                self.command("exit")

    def _base(self) -> list[str]:
        config = ["-F", self._config] if self._config else []
        identity = ["-i", self._identity] if self._identity else []
        return [*config, *identity]
