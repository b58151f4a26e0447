"""What emulations share: running the engine's client, and carrying out what follows."""

from __future__ import annotations

from hostbridge.contract.engine import Emulation, Refusal
from hostbridge.contract.session import INHERIT, Stdio
from hostbridge.errors import Unsupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site
    from hostbridge.contract.session import Completed, Stream

MISSING = ("no such container", "no such image", "no such object", "no such network",
           "no such volume", "no container with", "image not known", "not found")  # fmt: skip
"""What engines say of a thing that is not there, in lower case."""


def ask(site: Site, *words: str) -> Completed:
    """Run the client with both outputs kept."""
    return site.session.run([*site.client, *words], env=site.env)


def show(site: Site, *words: str) -> int:
    """Run the client on the caller's streams; its exit code."""
    stdio = Stdio(stdout=_stream(site.stdout), stderr=_stream(site.stderr))
    done = site.session.run([*site.client, *words], stdio=stdio, env=site.env)
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def _stream(stream: IO[bytes]) -> Stream:
    """The descriptor behind a stream; a program's caller has others than 1 and 2."""
    try:
        stream.flush()
        return stream.fileno()
    except (OSError, ValueError):
        return INHERIT


def lines(done: Completed) -> list[str]:
    """The words that a listing printed, one on each line."""
    return done.stdout.decode(errors="replace").split()


def is_missing(done: Completed) -> bool:
    """Whether a command failed because the thing is not there."""
    said = done.stderr.decode(errors="replace").lower()
    return done.returncode != 0 and any(words in said for words in MISSING)


def carry_out(call: Call, engine: Dialect, site: Site) -> int:
    """What is left of a call after its emulated part, on the caller's streams."""
    from hostbridge.engine.applying import apply, follow

    result = apply(call, engine)
    if isinstance(result, Refusal):
        raise Unsupported(result.summary, result.reason, result.remedy)
    if isinstance(result, Emulation):
        code = result.perform(site)
        if code or result.then is None:
            return code
        result = follow(result.then, engine)
        if isinstance(result, Refusal):
            raise Unsupported(result.summary, result.reason, result.remedy)
    return show(site, *result.argv())


def in_words(call: Call, engine: Dialect, site: Site) -> int:
    """A call without any emulation of its own, in the words of the caller's dialect."""
    from hostbridge.engine.applying import follow
    from hostbridge.engine.words import spoken

    result = follow(call, engine)
    if isinstance(result, Refusal):
        raise Unsupported(result.summary, result.reason, result.remedy)
    made = spoken(call, result, engine)
    code = 0 if made is None else made.perform(site)
    return show(site, *result.argv()) if not code and (made is None or made.then) else code


def say(site: Site, text: str) -> None:
    """One line on the caller's standard output."""
    site.stdout.write(text.encode("utf-8", "surrogateescape") + b"\n")
    site.stdout.flush()


def complain(site: Site, text: str) -> None:
    """One line on the caller's standard error."""
    site.stderr.write(text.encode("utf-8", "surrogateescape") + b"\n")
    site.stderr.flush()


def exit_of(codes: Sequence[int]) -> int:
    """The last code that is not 0, as clients that act on several things do."""
    return next((code for code in reversed(codes) if code), 0)
