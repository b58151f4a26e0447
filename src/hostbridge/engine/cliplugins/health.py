"""Health checks while a plug-in waits for them, where podman has nobody to run them.

podman has them run by systemd's timers. On a machine without systemd a container stays ``starting``
for ever, and with it whatever waits for its health.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress

from hostbridge.engine.emulate.doing import ask, lines
from hostbridge.errors import HostbridgeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from hostbridge.contract.engine import Site

_EACH = 1.0


@contextmanager
def checked(site: Site) -> Generator[None]:
    """While inside, each second the checks of containers that are ``starting`` are run."""
    if site.session.run(["test", "-d", "/run/systemd/system"]).returncode == 0:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(site, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _run(site: Site, stop: threading.Event) -> None:
    while not stop.wait(_EACH):
        # A machine that went away is the plug-in's to tell.
        with suppress(HostbridgeError):
            for name in lines(ask(site, "ps", "-q", "--filter", "health=starting")):
                ask(site, "healthcheck", "run", name)
