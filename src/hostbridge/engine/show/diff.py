"""``diff``: podman's JSON, which docker's client does not have, and what podman itself makes left out.

podman lists the mount points that it makes in every container; docker's callers never see theirs.
"""

from __future__ import annotations

from hostbridge.engine.show.missing import last_line, missing_words, named, no_name
from hostbridge.engine.show.output import FAILED, complain, out
from hostbridge.engine.show.table import podman_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

_OWN = frozenset(
    (
        "/etc/hosts",
        "/etc/hostname",
        "/etc/resolv.conf",
        "/etc/mtab",
        "/run/.containerenv",
        "/run/secrets",
    )
)
_ABOVE = frozenset(("/etc", "/run", "/dev", "/proc", "/sys"))
"""What an engine makes in a container, and the directories that it changes by that."""
_KINDS = {"C": "changed", "A": "added", "D": "deleted"}


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """The paths that a container changed, in podman's JSON."""
    call, dialect = rendering.call, rendering.dialect
    if call.value("--format") not in ("json", None):
        complain("Error: only supported value for '--format' is 'json'")
        return FAILED[dialect]
    names = named(rendering, session, engine)
    if not names:
        return no_name(call)
    done = session.run([*engine.client, "diff", *names])
    if done.returncode:
        name = names[0] if names else ""
        complain(missing_words(last_line(done.stderr), "container", name, dialect))
        return FAILED[dialect]
    if not call.has("--format"):
        lines = done.stdout.decode("utf-8", "surrogateescape").splitlines()
        out(stdout, "".join(f"{line}\n" for line in callers(lines)))
        return 0
    found: dict[str, list[str]] = {}
    told = sorted(
        line.split(" ", 1) for line in done.stdout.decode("utf-8", "surrogateescape").splitlines()
        if line[:2] in ("C ", "A ", "D ")
    )  # fmt: skip
    for kind, path in told:
        found.setdefault(_KINDS[kind], []).append(path)
    ordered = {name: found[name] for name in _KINDS.values() if name in found}
    out(stdout, podman_json(ordered, 5), json=True)
    return 0


def callers(lines: list[str]) -> list[str]:
    """The lines of ``diff`` (``C /path``) without what is the engine's own doing."""
    kept = [line for line in lines if line[2:] not in _OWN]
    return [
        line for line in kept
        if line[2:] not in _ABOVE or any(other[2:].startswith(f"{line[2:]}/") for other in kept)
    ]  # fmt: skip
