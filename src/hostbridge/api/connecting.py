"""Choosing and connecting, by the same rules as the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hostbridge.api.channel import Channel
from hostbridge.api.client import Client
from hostbridge.contract.machine import no_progress
from hostbridge.dispatch.where import Where
from hostbridge.errors import Unavailable
from hostbridge.select import gone

if TYPE_CHECKING:
    from hostbridge.contract.machine import Progress
    from hostbridge.selection import Selection


def choose(*, backend: str = "", machine: str = "", engine: str = "") -> Selection:
    """Which backend, machine and engine ``connect`` would use, and why.

    What is not named is decided as on the command line: environment, settings, the recorded choice,
    and only where there is none, what answers here; that is then recorded. Raises Unavailable with
    every reason when nothing works, NotFound for a name that does not exist.
    """
    return _where(backend, machine, engine).selection()


def connect(
    *, backend: str = "", machine: str = "", engine: str = "", progress: Progress = no_progress
) -> Client:
    """Connect to an engine.

    backend (``native``, ``ssh`` …), machine (``ssh://user@host``, a name) and engine (``docker``,
    ``podman``) are the command line's ``--backend``, ``--machine`` and ``--engine``; what is not named
    is decided as ``choose`` says. A machine that does not run is started; progress is told how far
    that is. Raises what ``choose`` does, and Unavailable for a machine that does not answer.
    """
    where = _where(backend, machine, engine)
    selection = where.selection()
    try:
        return Client(Channel(where, os.environ, progress), os.environ)
    except Unavailable as error:
        if selection.recorded:
            raise gone(selection, error.summary, error.remedy) from error
        raise


def _where(backend: str, machine: str, engine: str) -> Where:
    try:
        folder = os.getcwd()
    except OSError:
        folder = os.environ.get("PWD") or "/"
    return Where(os.environ, folder, "docker", backend=backend, machine=machine, engine=engine)
