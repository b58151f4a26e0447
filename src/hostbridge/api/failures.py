"""What engines say when they refuse, as errors that a program can tell apart.

Engines are command lines: their words are all that there is. The table holds what docker 20.10 to 28
and podman 4 and 5 say; anything else is a CommandFailed with those words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hostbridge.errors import CommandFailed, Conflict, HostbridgeError, NotFound, Unavailable
from hostbridge.process import pasteable

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAIL = 20
ENGINE_FAILED = (125, 126, 127)
"""Exit codes of ``run`` and ``exec`` that the engine gives for failures of its own, and that a
container's command may have as well.
"""
_OWN_WORDS = re.compile(
    r"^(docker: |Error response from daemon|Error: |error: |Error during connect|Cannot connect"
    r"|OCI runtime exec failed|unable to |invalid argument|unknown flag|hostbridge: )",
    re.MULTILINE,
)

_NOT_ENTERED = re.compile(
    r"\s*(Error response from daemon: (No such container|[Cc]ontainer \S+ is (not running|paused))"
    r"|Error: (No such container|no container with|can only create exec sessions))"
)
"""What ``exec`` says alone where the container cannot be entered; it has no code of its own."""

_TABLE: tuple[tuple[str, type[HostbridgeError], str], ...] = (
    (r"cannot connect to the docker daemon|error during connect|is the docker daemon running"
     r"|unable to connect to podman", Unavailable, "see hostbridge host"),
    (r"permission denied while trying to connect", Unavailable, "let this user use the engine"),
    (r"connection refused|no route to host|i/o timeout|tls handshake timeout|no such host"
     r"|server misbehaving|network is unreachable|http: server gave http response to https",
     Unavailable, "is the registry's name right, and does it answer?"),
    (r"unauthorized|authentication required|denied: requested access", CommandFailed,
     "log in first: hostbridge login REGISTRY"),
    (r"is already in use|already exists|already allocated|address already in use"
     r"|is being used|in use by|is in use|has active endpoints|cannot remove a running"
     r"|cannot be removed without force|as it is running|is not running|is not paused"
     r"|already paused|can only be used on running|used by|container state improper|volume in use|must be forced|\(must force\)|^error response from daemon: conflict",
     Conflict, ""),
    (r"no such (container|image|object|network|volume)|no container with|image not known"
     r"|unable to find (network|image)|network \S+ not found|manifest unknown|manifest for .* not found"
     r"|pull access denied|repository .* not found|name unknown|not found: |could not find the file"
     r"|could not be found (on|in) container|no such volume|does not exist"
     r"|volume with name .* not found|lstat .*no such file or directory",
     NotFound, ""),
)  # fmt: skip


def error_for(argv: Sequence[str], code: int, out: bytes, err: bytes) -> HostbridgeError:
    """The error for an engine's command that failed: by what it said, with all of it in the detail.

    argv is the command as it was run; code what it ended with.
    """
    said = (err.strip() or out.strip()).decode("utf-8", "replace").splitlines()
    line = _telling(said)
    detail = "\n".join([f"$ {pasteable(argv)}", *said[-_TAIL:]])
    for pattern, kind, remedy in _TABLE:
        if any(re.search(pattern, one, re.IGNORECASE) for one in said[-_TAIL:]):
            if kind is CommandFailed:
                return CommandFailed(
                    line, detail, remedy, returncode=code, stderr=err, exit_code=_exit(code)
                )
            return kind(line, detail, remedy, exit_code=_exit(code))
    return CommandFailed(
        line or f"{argv[0]} failed with exit code {code}", detail,
        returncode=code, stderr=err, exit_code=_exit(code),
    )  # fmt: skip


def engine_refused(code: int, err: bytes) -> bool:
    """Whether an exit code of ``run`` or ``exec`` is the engine's own, by what it said with it."""
    said = err[-8000:].decode("utf-8", "replace")
    if code in ENGINE_FAILED:
        return bool(_OWN_WORDS.search(said))
    return code in (1, 255) and bool(_NOT_ENTERED.match(said))


def _telling(said: Sequence[str]) -> str:
    """The line that tells what went wrong, without the engine's prefixes."""
    lines = [line.strip() for line in said if line.strip() and not line.startswith("See '")]
    named = [line for line in lines if _OWN_WORDS.match(line)]
    line = (named or lines or [""])[-1]
    for prefix in ("docker: ", "Error response from daemon: ", "Error: ", "error: "):
        line = line.removeprefix(prefix)
    return line.removesuffix(".")


def _exit(code: int) -> int:
    return code if 0 < code < 256 else 125
