"""Commands that keep the caller's streams: their errors and exit codes are said in the caller's dialect.

On a terminal standard error stays the client's own for those that show progress; then only the exit
code is the dialect's.
"""

from __future__ import annotations

import re

from hostbridge.contract.engine import Emulation, Wording
from hostbridge.engine.words.errors import NOT_PARSED, code_of, recognised, said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

_PROGRESS = ("pull", "push", "build", "create", "login")
_STEP = re.compile(
    r"returned a non-zero code: (\d+)|did not complete successfully: exit code: (\d+)"
)
_FAILURES = (
    "Error: ",
    "Error response from daemon: ",
    "docker: Error response from daemon: ",
    "lstat ",
    "See '",
    "Run '",
    "An image does not exist",
)
_NOISE = ("exit status ", "Error: failed to rename")


def worded(call: Call, said_call: Call, engine: Dialect) -> Emulation:
    """The engine's own command, whose end is said in the dialect."""
    del said_call
    operands = [word.value or "" for word in call.operands()]
    name = call.command.name
    subject = operands[-1 if name.startswith("network ") else 0] if operands else ""

    def line(text: str) -> str | None:
        if text.startswith(_NOISE):
            return None
        if not text.startswith(_FAILURES) and recognised(text, engine) is None:
            return text
        return said(text, engine, call.dialect, subject, str, name)

    def code(given: int, text: str) -> int:
        return ending(call, engine, given, text)

    if engine == "podman" and name == "commit" and not call.has("--quiet"):
        # Its progress goes to standard error, where docker's commit says nothing.
        call = call.with_option("--quiet")
    wording = Wording(
        line,
        code,
        _OUTPUTS.get((name, call.dialect)) if _prints_id(call) else None,
        name in _PROGRESS,
    )
    reason = f"its errors and exit codes are {call.dialect}'s"
    return Emulation(f"the words of {call.dialect}", reason, _nothing, call, wording)


def ending(call: Call, engine: Dialect, given: int, text: str) -> int:
    """The exit code that the dialect's client would give; text: what was said on standard error."""
    failed = 125 if engine == "podman" else 1
    step = _STEP.search(text)
    if step is not None and call.dialect == "podman":
        return int(step[1] or step[2])
    if given not in (failed, 1, 125) or not given:
        return given
    found = [recognised(line, engine) for line in text.splitlines()]
    kinds = [each[0] for each in found if each is not None]
    if "not parsed" in kinds:
        return NOT_PARSED
    if given != failed:
        return given
    return code_of(kinds[0] if kinds else "", call.command.name, call.dialect)


def _nothing(site: Site) -> int:
    del site
    return 0


def _prints_id(call: Call) -> bool:
    return call.command.name in ("commit", "import", "load") or (
        call.command.name == "build" and call.has("--quiet")
    )


def _with_algorithm(out: bytes) -> bytes:
    text = out.strip()
    return b"sha256:" + out if re.fullmatch(rb"[0-9a-f]{64}", text) else out


def _bare(out: bytes) -> bytes:
    return out.removeprefix(b"sha256:")


def _loaded(out: bytes) -> bytes:
    """Podman's lines of ``load`` as docker writes them: one for each name, an id told as one."""
    lines: list[bytes] = []
    for line in out.splitlines():
        head, _, names = line.partition(b": ")
        if not head.startswith(b"Loaded image"):
            lines.append(line)
            continue
        for name in names.split(b","):
            told = name.strip()
            for prefix in (b"localhost/", b"docker.io/library/", b"docker.io/"):
                told = told.removeprefix(prefix)
            lines.append(
                (b"Loaded image ID: " if told.startswith(b"sha256:") else b"Loaded image: ") + told
            )
    return b"".join(line + b"\n" for line in lines)


_OUTPUTS: dict[tuple[str, str], Callable[[bytes], bytes]] = {
    **{(name, "docker"): _with_algorithm for name in ("commit", "import", "build")},
    **{(name, "podman"): _bare for name in ("commit", "import", "build")},
    ("load", "docker"): _loaded,
}
