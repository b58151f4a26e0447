"""``compose`` on podman: the plug-in of docker's, with podman's API behind it."""

from __future__ import annotations

import os
import sys

from hostbridge.contract.engine import Emulation
from hostbridge.contract.session import Stdio
from hostbridge.engine.cliplugins.finding import SYSTEM, find
from hostbridge.engine.cliplugins.health import checked
from hostbridge.engine.cliplugins.service import podman_api
from hostbridge.errors import Unsupported
from hostbridge.passing import signals_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.catalogue import Call
    from hostbridge.contract.engine import Dialect, Site

PACKAGES = {"compose": "docker-compose-plugin, or docker-compose of version 2"}
_SIGNAL_BASE = 128


def compose(call: Call, engine: Dialect, reason: str) -> Emulation:
    """Run the plug-in, its exit code; its paths are the machine's, from the same directory."""
    del engine
    words = call.argv()
    words = words[words.index(call.spelling[0]) + 1 :]
    return Emulation("compose, a plug-in", reason, lambda site: _perform(site, "compose", words))


def _perform(site: Site, name: str, words: list[str]) -> int:
    plugin = find(site.session, name)
    if plugin is None:
        raise Unsupported(
            f"podman: the plug-in {name!r} of docker's command line is not installed",
            f"looked for docker-{name} in ~/.docker/cli-plugins, {', '.join(SYSTEM)} and on PATH",
            f"install it: {PACKAGES[name]}; or use podman-compose --podman-path hostbridge",
        )
    with podman_api(site) as address:
        env = environment(address)
        cwd = (
            site.session.paths.to_machine(os.getcwd()) if not site.session.features.local else None
        )
        argv = plugin.argv(name, words)
        with site.session.spawn(argv, stdio=Stdio(), env=env, cwd=cwd) as process:
            with checked(site), signals_to(process, beside=site.session.features.local):
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
