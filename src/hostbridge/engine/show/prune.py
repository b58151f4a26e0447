"""``container|image|network|volume prune``: the question, and what was removed, in the dialect.

podman does not tell how much room was made: the sizes of what is gone are taken before. docker's
``volume prune`` keeps named volumes unless ``--all`` is given, podman's removes them, too.
"""

from __future__ import annotations

import sys
from typing import Any

from hostbridge.contract.engine import Query
from hostbridge.engine.show import human
from hostbridge.engine.show.missing import last_line
from hostbridge.engine.show.output import FAILED, complain, out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.contract.engine import Engine
    from hostbridge.contract.session import Completed, Session
    from hostbridge.engine.render import Rendering

ANSWERED = frozenset(("--force", "--all"))
_WARNINGS = {
    "docker": {
        "container": "WARNING! This will remove all stopped containers.",
        "image": "WARNING! This will remove all dangling images.",
        "image --all": "WARNING! This will remove all images without at least one container associated to them.",
        "network": "WARNING! This will remove all custom networks not used by at least one container.",
        "volume": "WARNING! This will remove anonymous local volumes not used by at least one container.",
        "volume --all": "WARNING! This will remove all local volumes not used by at least one container.",
    },
    "podman": {
        "container": "WARNING! This will remove all non running containers.",
        "image": "WARNING! This command removes all dangling images.",
        "image --all": "WARNING! This command removes all images without at least one container associated with them.",
        "network": "WARNING! This will remove all networks not used by at least one container.",
        "volume": "WARNING! This will remove all volumes not used by at least one container.",
    },
}
_QUESTION = "Are you sure you want to continue? [y/N] "
_TITLES = {"container": "Containers", "image": "Images", "network": "Networks", "volume": "Volumes"}


def write(rendering: Rendering, session: Session, engine: Engine, stdout: IO[bytes]) -> int:
    """Ask unless ``--force``, remove, and tell what went."""
    call, dialect, kind = rendering.call, rendering.dialect, rendering.kind
    every = " --all" if call.has("--all") else ""
    if not call.has("--force"):
        warnings = _WARNINGS[dialect]
        out(stdout, f"{warnings.get(kind + every, warnings[kind])}\n{_QUESTION}")
        stdout.flush()
        if sys.stdin is None or sys.stdin.readline().strip().lower() not in ("y", "yes"):
            return 0
    sizes = _sizes(session, engine, kind) if dialect == "docker" else {}
    done = _remove(rendering, session, engine)
    gone = _gone(done.stdout.decode("utf-8", "surrogateescape"), engine, kind)
    if dialect == "podman":
        out(stdout, "".join(f"{name}\n" for name in gone))
    elif gone or not done.returncode:
        out(stdout, _docker_text(kind, gone, sizes))
    if done.returncode:
        from hostbridge.engine.words.errors import said

        command = rendering.call.command.name
        line = last_line(done.stderr)
        complain(said(line, engine.dialect, dialect, "", lambda _: "", command))
        return FAILED[dialect]
    return 0


def _remove(rendering: Rendering, session: Session, engine: Engine) -> Completed:
    call, kind = rendering.call, rendering.kind
    filters = [word for text in call.values("--filter") for word in ("--filter", text)]
    argv = [*engine.client, kind, "prune", "--force", *filters]
    if kind == "image" and call.has("--all"):
        argv.append("--all")
    if kind != "volume":
        return session.run(argv)
    if engine.dialect == "docker":
        return _every_volume(argv, session)
    if call.has("--all"):
        return session.run(argv)
    # podman would remove named volumes, too.
    query = Query(filters=("dangling=true", *call.values("--filter")))
    found: list[Any] = list(engine.records(session, "volume", query))
    names = [volume["name"] for volume in found if volume["anonymous"]]
    return session.run([*engine.client, "volume", "rm", *names] if names else ["true"])


def _every_volume(argv: list[str], session: Session) -> Completed:
    """Podman's prune takes named volumes, too: docker needs a word for it from 23 on, and lacks it before."""
    done = session.run([*argv, "--all"])
    refused = done.returncode and (b"--all" in done.stderr or b"requires API" in done.stderr)
    return session.run(argv) if refused else done


def _gone(text: str, engine: Engine, kind: str) -> list[str]:
    """What a client says is removed, without titles and sums."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if engine.dialect == "podman":
        return lines
    found = [line for line in lines if not line.startswith(("Deleted ", "Total reclaimed space"))]
    if kind == "image":
        # podman names the images alone.
        gone = [line for line in found if line.startswith("deleted: sha256:")]
        return [line.removeprefix("deleted: sha256:") for line in gone]
    return found


def _sizes(session: Session, engine: Engine, kind: str) -> dict[str, int]:
    """Bytes by the name that podman's prune prints."""
    if kind == "container":
        query = Query(all=True, options=(("--size", ""),))
        records: list[Any] = list(engine.records(session, "container", query))
        return {record["id"]: record["size_rw"] for record in records}
    if kind == "image":
        images: list[Any] = list(engine.records(session, "image", Query(all=True)))
        return {record["id"]: record["size"] for record in images}
    if kind == "volume":
        from hostbridge.engine.usage import VERBOSE

        told: list[Any] = list(engine.records(session, "usage", Query(options=(VERBOSE,))))
        volumes: list[Any] = next(
            (row["items"] for row in told if row["type"] == "Local Volumes"), []
        )
        return {volume["name"]: volume["size"] for volume in volumes}
    return {}


def _docker_text(kind: str, gone: list[str], sizes: dict[str, int]) -> str:
    shown = [f"deleted: sha256:{name}" for name in gone] if kind == "image" else gone
    title = (
        f"Deleted {_TITLES[kind]}:\n" + "".join(f"{name}\n" for name in shown) + "\n"
        if gone
        else ""
    )
    if kind == "network":
        return title
    total = sum(sizes.get(name, 0) for name in gone)
    return f"{title}Total reclaimed space: {human.size(total, digits=4)}\n"
