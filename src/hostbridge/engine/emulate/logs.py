"""``logs`` of several containers on docker: one client for each, their lines as they come."""

from __future__ import annotations

import threading

from hostbridge.contract.engine import Emulation
from hostbridge.contract.session import NULL, PIPE, TO_STDOUT, Stdio
from hostbridge.engine.emulate.doing import exit_of
from hostbridge.engine.words.telling import absent, missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site
    from hostbridge.contract.session import Process


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
    stdio = Stdio(NULL, PIPE, TO_STDOUT)
    processes = [site.session.spawn([*site.client, *words, name], stdio=stdio) for name in names]
    threads = [
        threading.Thread(
            target=_pass, args=(site, lock, process, f"{name} ".encode() if named else b"")
        )
        for name, process in zip(names, processes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return exit_of([process.wait() for process in processes])


def _pass(site: Site, lock: threading.Lock, process: Process, prefix: bytes) -> None:
    kept = b""
    while process.stdout is not None:
        part = process.stdout.read(1 << 16)
        kept += part
        whole, newline, kept = kept.rpartition(b"\n") if part else (kept, b"", b"")
        if whole or newline:
            lines = [prefix + line for line in whole.split(b"\n")]
            with lock:
                site.stdout.write(b"\n".join(lines) + b"\n")
                site.stdout.flush()
        if not part:
            return
