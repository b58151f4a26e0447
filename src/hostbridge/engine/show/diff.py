"""``diff --format json``, which docker's client does not have; without it both print the same."""

from __future__ import annotations

from hostbridge.engine.show.missing import last_line, missing_words, named
from hostbridge.engine.show.output import FAILED, complain, out
from hostbridge.engine.show.table import podman_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Session
    from hostbridge.engine.render import Rendering

_KINDS = {"C": "changed", "A": "added", "D": "deleted"}


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """The paths that a container changed, in podman's JSON."""
    call, dialect = rendering.call, rendering.dialect
    if call.value("--format") != "json":
        complain("Error: only supported value for '--format' is 'json'")
        return FAILED[dialect]
    names = named(rendering, session, engine)
    done = session.run([*engine.client, "diff", *names])
    if done.returncode:
        name = names[0] if names else ""
        complain(missing_words(last_line(done.stderr), "container", name, dialect))
        return FAILED[dialect]
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
