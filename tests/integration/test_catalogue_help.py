"""The catalogue beside the ``--help`` of the clients that are on this machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from hostbridge.catalogue import find
from hostbridge.catalogue.find import options_of
from hostbridge.engine.own_help import parse_help

REQUIRED = (
    "run create start stop kill rm exec attach logs ps inspect images pull build load save cp port wait version"
).split()
CLIENTS = {
    "docker-usr": "/usr/bin/docker", "docker-local": "/usr/local/bin/docker", "podman": shutil.which("podman") or "",
}  # fmt: skip


@pytest.mark.parametrize("client", CLIENTS)
def test_every_option_of_the_client_is_a_row(client: str, tmp_path: Path) -> None:
    program = CLIENTS[client]
    if not program or not Path(program).exists():
        if client == "docker-local":
            pytest.skip("a second docker client is not installed")
        pytest.fail(f"{client} is not installed")
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "DOCKER_BUILDKIT": "0"}
    missing: list[str] = []
    for name in REQUIRED:
        done = subprocess.run(
            [program, name, "--help"], capture_output=True, text=True, env=env, check=False
        )
        told = {
            o: takes
            for o, takes in parse_help(done.stdout + done.stderr).items()
            if o.startswith("--")
        }
        # docker's port has no options at all.
        assert told or "Usage:" in done.stdout, (program, name, done.stderr)
        found = find([name])
        assert found is not None
        rows = {row[0]: row for row in options_of(found[0])}
        column = 4 if client == "podman" else 2
        for option, takes in told.items():
            row = rows.get(option)
            if row is None or (row[column] not in ("bool", "optional")) != takes:
                missing.append(f"{name} {option} takes a value: {takes}, row: {row}")
    assert missing == []
