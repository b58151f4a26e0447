"""One question to an engine's client: its answer as JSON, or the error with its own words."""

from __future__ import annotations

from hostbridge.engine.decoding import decoded
from hostbridge.errors import CommandFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from hostbridge.contract.session import Session

    Item = dict[str, Any]


def ask(session: Session, argv: Sequence[str]) -> bytes:
    """What it printed. Raises CommandFailed, with the engine's words, when it refuses."""
    done = session.run(argv)
    if done.returncode:
        # Processes and logging: 10 ms that an engine which answers does not cost.
        from hostbridge.process import failed

        raise failed(argv, done.returncode, done.stdout, done.stderr)
    return done.stdout


def ask_rows(session: Session, argv: Sequence[str]) -> list[Item]:
    """The objects that it printed: one array, or one on each line."""
    return rows(ask(session, argv), argv)


def rows(text: bytes, argv: Sequence[str]) -> list[Item]:
    """The objects of a listing. What is no object is passed over. Raises CommandFailed for no JSON.

    An array is decoded at once, and so are lines: joined to one, which is four times as fast.
    """
    stripped = text.strip()
    try:
        if not stripped.startswith(b"["):
            stripped = (
                b"[" + b",".join(line for line in stripped.splitlines() if line.strip()) + b"]"
            )
        told = decoded(stripped)
    except ValueError as error:
        raise _no_json(text, argv, "listing") from error
    return [item for item in told if isinstance(item, dict)]


def one(text: bytes, argv: Sequence[str]) -> Item:
    """The one object that it printed, on however many lines. Raises CommandFailed for something else."""
    try:
        told = decoded(text)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _no_json(text, argv, "answer")
    return told


def _no_json(text: bytes, argv: Sequence[str], what: str) -> CommandFailed:
    from hostbridge.process import pasteable

    start = text.strip()[:200].decode(errors="replace")
    return CommandFailed(f"{argv[0]}: its {what} is no JSON", f"$ {pasteable(argv)}\n{start}")


def number(value: Any) -> int:
    """A count of whatever shape; 0 for what is none."""
    try:
        return int(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0


def mapping(value: Any) -> Item:
    """An object; empty for null and for what is none."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """A list; empty for null and for what is none."""
    return value if isinstance(value, list) else []
