"""What the checks of a session work with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hostbridge.value import value

if TYPE_CHECKING:
    from hostbridge.contract.session import Session


@value
class SessionCase:
    """A session to check.

    program: Python source that defines ``session()``, which opens a new one; source, because one
    check runs it in an interpreter of its own. local: a host directory for the check's files.
    scratch: a directory of the machine where the session's user may write, given as the machine
    sees it.
    """

    program: str
    local: str
    scratch: str

    def session(self) -> Session:
        """A new session."""
        scope: dict[str, Any] = {}
        exec(self.program, scope)  # noqa: S102 # the caller's own source
        made: Session = scope["session"]()
        return made

    @property
    def folder(self) -> Path:
        """``local`` as a path."""
        return Path(self.local)
