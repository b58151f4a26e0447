"""Where podman goes with ``--remote`` and nothing else: its default connection, or its own socket."""

from __future__ import annotations

import os

from hostbridge.clients.discover import podman_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hostbridge.clients.wanted import Wanted


def default_of(wanted: Wanted, env: Mapping[str, str] | None = None) -> str:
    """A connection's name or an address; podman(1) has the socket that is used without connections."""
    told = os.environ if env is None else env
    default = podman_config(told)[0].default if wanted.engine == "podman" else ""
    if default:
        return default
    run = told.get("XDG_RUNTIME_DIR", "")
    rootless = hasattr(os, "geteuid") and os.geteuid() != 0 and run
    return f"unix://{run if rootless else '/run'}/podman/podman.sock"
