"""podman's API on a socket, for as long as one command needs it."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager

from hostbridge.contract.session import NULL, PIPE, Stdio
from hostbridge.errors import HostbridgeError, Unsupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from hostbridge.contract.engine import Site
    from hostbridge.contract.session import Process

IDLE = 300
"""Seconds without a connection after which the service ends by itself: all that is left when
hostbridge was killed. Longer than anything that a client does between two requests."""
_PATIENCE = 120.0
_TERMINATE = 15
_MAKE = 'umask 077; mktemp -d "${0:-${XDG_RUNTIME_DIR:-/tmp}}/hostbridge-api-XXXXXXXX"'

# A terminal's Ctrl-C is for the plug-in, which stops containers through the service.
_APART = 'command -v setsid >/dev/null 2>&1 && exec setsid "$@"; exec "$@"'


@contextmanager
def podman_api(site: Site) -> Generator[str]:
    """The address of a socket that answers docker's API, in a directory of this user's alone.

    The service and the directory go when it is left. Raises HostbridgeError with podman's words
    when the service does not come up, Unsupported where podman is only reached through its API.
    """
    given = remote(site.client)
    if given is not None:
        if given.startswith("unix:"):
            yield given
            return
        raise Unsupported(
            "podman: a plug-in of docker's needs podman's API on a socket",
            f"this connection goes to {given or 'another machine'}",
            "run hostbridge on that machine, or with --machine ssh://USER@HOST",
        )
    folder = _made(site)
    try:
        address = f"unix://{folder}/api.sock"
        argv = [
            "sh",
            "-c",
            _APART,
            "sh",
            *site.client,
            "system",
            "service",
            f"--time={IDLE}",
            address,
        ]
        with site.session.spawn(argv, stdio=Stdio(NULL, NULL, PIPE), env=site.env) as process:
            _until_it_answers(site, process, f"{folder}/api.sock")
            try:
                yield address
            finally:
                process.send_signal(_TERMINATE)
                process.wait(timeout=_PATIENCE)
    finally:
        site.session.run(["rm", "-rf", folder])


def remote(client: tuple[str, ...]) -> str | None:
    """The address that podman's client is told to go to; empty for a named one, None for none."""
    for index, word in enumerate(client):
        name, _, text = word.partition("=")
        if name == "--url":
            return text or "".join(client[index + 1 : index + 2])
        if name in ("--connection", "-c", "--remote", "-r"):
            return ""
    return None


def _made(site: Site) -> str:
    """A fresh directory of the runtime directory, or of the machine's own."""
    where = ""
    if site.session.features.local:
        from hostbridge.state.places import runtime_dir

        where = runtime_dir(os.environ)
        os.makedirs(where, mode=0o700, exist_ok=True)
    done = site.session.run(["sh", "-c", _MAKE, where], check=True)
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def _until_it_answers(site: Site, process: Process, socket: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while site.session.run(["test", "-S", socket]).returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            said = process.stderr.read() if process.poll() is not None and process.stderr else b""
            raise HostbridgeError(
                "podman: its API does not come up",
                said.decode(errors="replace").strip()[-400:],
                "try it: podman system service --time=10",
            )
        time.sleep(0.05)
