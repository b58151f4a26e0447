"""How a command in a container ended, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from hostbridge.errors import ContainerFailed


@dataclass(frozen=True, slots=True)
class Result:
    """The end of a command in a container.

    argv: the container's command. exit_code: 0 to 255, 128+N where signal N ended it. stdout and
    stderr: what was captured, as bytes; empty where the streams were the caller's own.
    """

    argv: tuple[str, ...]
    exit_code: int
    stdout: bytes = b""
    stderr: bytes = b""

    @property
    def text(self) -> str:
        """Standard output as text (UTF-8, other bytes replaced), without its last line's end."""
        return self.stdout.decode("utf-8", "replace").removesuffix("\n")

    def check(self) -> Self:
        """The result itself where the exit code is 0; raises ContainerFailed otherwise."""
        if self.exit_code:
            raise ContainerFailed(
                f"{' '.join(self.argv) or 'the command'}: ended with exit code {self.exit_code}",
                (self.stderr or self.stdout).decode("utf-8", "replace").strip()[-2000:],
                exit_code=self.exit_code,
                stdout=self.stdout,
                stderr=self.stderr,
            )
        return self
