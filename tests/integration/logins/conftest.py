"""Registries that want a log-in, on the near and on the far machine."""

from __future__ import annotations

import base64
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from rig.engines import EngineRig
from rig.fixtures import required
from rig.run import Missing
from rig.ssh import SshRig
from rig.subject import Subject
from rig.world import World

PORT = 5001
NAME = f"127.0.0.1:{PORT}"
USER, PASSWORD = "user", "s3cret wörd:x"
_HASH = "$2b$04$ujQ0HinvMRAylF/1USsLeeB3wDF.nIf0MT.zxjsAGkKe/8/E1bYDe"
"""bcrypt of PASSWORD."""
_CONFIG = f"""\
version: 0.1
log: {{level: warn, accesslog: {{disabled: true}}}}
storage:
  filesystem: {{rootdirectory: /var/lib/rig-private-registry}}
http: {{addr: "127.0.0.1:{PORT}"}}
auth:
  htpasswd: {{realm: rig, path: /etc/rig-htpasswd}}
"""


@dataclass(frozen=True)
class Private:
    """A registry at 127.0.0.1:5001 of a world that nothing comes out of without USER and PASSWORD."""

    world: World
    image: str

    def auths(self) -> dict[str, dict[str, str]]:
        """What a configuration file holds after a log-in."""
        told = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        return {NAME: {"auth": told}}


def write_docker(subject: Subject, content: object) -> Path:
    """docker's configuration in a subject's home."""
    path = Path(subject.env["HOME"]) / ".docker/config.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content))
    return path


def helper(folder: Path, script: str) -> dict[str, str | None]:
    """A credential helper ``rig`` and the PATH on which it is found."""
    import os

    folder.mkdir(exist_ok=True)
    path = folder / "docker-credential-rig"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def fill(private: Private, engine: EngineRig, image: str) -> None:
    """Store the base image, and take it and the log-in away from the engine again."""
    client, name = engine.client, private.image
    client.run("login", "-u", USER, "--password-stdin", NAME, input=PASSWORD).ok()
    client.run("tag", image, name).ok()
    client.run("push", name).ok()
    client.run("rmi", name).ok()
    client.run("logout", NAME).ok()


@pytest.fixture(scope="module")
def near_private(near: World) -> Private:
    return required(_start, near)


@pytest.fixture(scope="module")
def far_private(far_machine: SshRig) -> Private:
    return required(_start, far_machine.world)


def _start(world: World) -> Private:
    private = Private(world, f"{NAME}/private/base:1")
    if PORT in world.listening():
        return private
    if shutil.which("docker-registry") is None:
        raise Missing("docker-registry is not installed (apt install docker-registry)")
    put = 'mkdir -p "$(dirname "$0")"; cat >"$0"'
    for path, content in (
        ("/etc/rig-private.yml", _CONFIG),
        ("/etc/rig-htpasswd", f"{USER}:{_HASH}\n"),
        (
            "/etc/containers/registries.conf.d/private.conf",
            f'[[registry]]\nlocation = "{NAME}"\ninsecure = true\n',
        ),
    ):
        world.run("sh", "-c", put, path, input=content.encode())
    log = world.folder / "private-registry.log"
    daemon = world.daemon("docker-registry", "serve", "/etc/rig-private.yml", log=log)
    deadline = time.monotonic() + 30
    while PORT not in world.listening():
        if daemon.poll() is not None or time.monotonic() > deadline:
            raise Missing(f"the registry does not come up: {log.read_text()[-1500:]}")
        time.sleep(0.02)
    return private
