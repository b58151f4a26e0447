"""``logs`` of several containers on docker: one client for each, their lines as they come."""

from __future__ import annotations

import threading

from hostbridge.contract.engine import Emulation
from hostbridge.contract.session import NULL, PIPE, Stdio
from hostbridge.engine.emulate.doing import exit_of
from hostbridge.engine.words.telling import absent, missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site


def several(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Each line is written whole, with the container's name before it under ``--names``."""
    del engine
    names = [word.value or "" for word in call.operands()]
    bare = call.without("--names").without("--color")
    for word in call.operands():
        bare = bare.without_word(word)
    named = call.has("--names")

    def perform(site: Site) -> int:
        # podman looks for all of them before it shows any.
        gone = next((name for name in names if absent(site, "container", name)), "")
        if gone:
            return missing(site, call, "container", gone)
        return follow_all(site, bare.argv(), names, named=named)

    return Emulation("logs of several containers", reason, perform)


def follow_all(site: Site, words: list[str], names: list[str], *, named: bool) -> int:
    """Run ``words`` for each container at once; their lines are written whole, as they come."""
    lock = threading.Lock()
    stdio = Stdio(NULL, PIPE, PIPE)
    processes = [site.session.spawn([*site.client, *words, name], stdio=stdio) for name in names]
    threads = [
        threading.Thread(
            target=_pass, args=(source, target, lock, f"{name} ".encode() if named else b"")
        )
        for name, process in zip(names, processes)
        for source, target in ((process.stdout, site.stdout), (process.stderr, site.stderr))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return exit_of([process.wait() for process in processes])


def _pass(source: IO[bytes] | None, target: IO[bytes], lock: threading.Lock, prefix: bytes) -> None:
    kept = b""
    while source is not None:
        part = source.read(1 << 16)
        kept += part
        whole, newline, kept = kept.rpartition(b"\n") if part else (kept, b"", b"")
        if whole or newline:
            lines = [prefix + line for line in whole.split(b"\n")]
            with lock:
                target.write(b"\n".join(lines) + b"\n")
                target.flush()
        if not part:
            return
