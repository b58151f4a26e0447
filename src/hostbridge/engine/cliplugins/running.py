"""``compose`` on podman: the plug-in of docker's, with podman's API behind it."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import nullcontext

from hostbridge.contract.engine import Emulation
from hostbridge.contract.session import NULL, Stdio, TerminalSize
from hostbridge.engine.cliplugins.finding import SYSTEM, find
from hostbridge.engine.cliplugins.health import checked
from hostbridge.engine.cliplugins.place import directory
from hostbridge.engine.cliplugins.service import podman_api
from hostbridge.errors import Unsupported
from hostbridge.passing import signals_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

PACKAGES = {"compose": "docker-compose-plugin, or docker-compose of version 2"}
_SIGNAL_BASE = 128


def compose(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Run the plug-in, its exit code; its paths are the machine's, from the same directory."""
    del engine
    words = call.argv()
    words = words[words.index(call.spelling[0]) + 1 :]
    return Emulation("compose, a plug-in", reason, lambda site: _perform(site, call, words))


def _perform(site: Site, call: Call, words: list[str]) -> int:
    name = call.command.name
    plugin = find(site.session, name)
    if plugin is None:
        raise Unsupported(
            f"podman: the plug-in {name!r} of docker's command line is not installed",
            f"looked for docker-{name} in ~/.docker/cli-plugins, {', '.join(SYSTEM)} and on PATH",
            f"install it: {PACKAGES[name]}; or use podman-compose --podman-path hostbridge",
        )
    # Elsewhere the call has the machine's paths by now; what matters here is whether it names any.
    place = None
    if not site.session.features.local:
        place = directory(call, site.session.paths, os.getcwd())
    with podman_api(site) as address:
        env = {**site.env, **environment(address)}
        with checked(site):
            return run_plugin(site, plugin.argv(name, words), env, place)


def run_plugin(
    site: Site, argv: Sequence[str], env: Mapping[str, str | None], cwd: str | None
) -> int:
    """Run it on the caller's streams, signals handed on; its exit code.

    On another machine it has a terminal there where the caller has one, as it would have it here.
    """
    local = site.session.features.local
    own = site.stdout.fileno() == 1 and threading.current_thread() is threading.main_thread()
    terminal = TerminalSize() if own and not local and os.isatty(0) and os.isatty(1) else None
    stdio = (
        Stdio(terminal=terminal) if own else Stdio(NULL, site.stdout.fileno(), site.stderr.fileno())
    )
    with site.session.spawn(argv, stdio=stdio, env=env, cwd=cwd) as process:
        with signals_to(process, beside=local) if own else nullcontext():
            code = process.wait()
    return _SIGNAL_BASE - code if code < 0 else code


def environment(address: str) -> Mapping[str, str | None]:
    """What docker's client tells its plug-ins, and where the daemon is.

    podman's API has the classic way to build alone, so that is asked for unless the caller did.
    """
    return {
        "DOCKER_HOST": address,
        "DOCKER_CONTEXT": None,
        "DOCKER_TLS_VERIFY": None,
        "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND": sys.argv[0] or "hostbridge",
        "DOCKER_BUILDKIT": os.environ.get("DOCKER_BUILDKIT", "0"),
    }
