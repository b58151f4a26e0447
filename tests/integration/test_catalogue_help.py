"""The catalogue beside the ``--help`` of the clients that are on this machine: every command.

With HOSTBRIDGE_SOAK=1 also of a newer Debian's clients, and that the recordings are what they say.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from clihelp.comparing import differences
from clihelp.recorded import read
from clihelp.walking import Client, walk

CLIENTS = {"docker": "/usr/bin/docker", "podman": "/usr/bin/podman"}
NEWER = {"docker": "docker-26", "podman": "podman-5.4"}


@pytest.mark.parametrize("name", CLIENTS)
def test_every_command_and_option_of_the_client_is_in_the_catalogue(name: str) -> None:
    program = CLIENTS[name]
    if not Path(program).exists():
        if os.environ.get("HOSTBRIDGE_TEST_REQUIRE") == "1":
            pytest.fail(f"{program} is not installed")
        pytest.skip(f"{program} is not installed")
    with Client([program]) as client:
        commands = walk(client)
    assert {"run", "ps", "build"} < set(commands)
    assert differences(commands, name) == []


@pytest.fixture(scope="module")
def trixie(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A root of Debian 13 with its clients, made by mmdebstrap; needs root and the network."""
    if os.environ.get("HOSTBRIDGE_SOAK") != "1":
        pytest.skip(
            "a newer Debian's clients are asked with HOSTBRIDGE_SOAK=1; the recordings always"
        )
    root = tmp_path_factory.mktemp("trixie") / "root"
    script = Path(__file__).parents[2] / "scripts" / "trixie-clients"
    subprocess.run([str(script), str(root)], check=True, timeout=900)
    yield root
    shutil.rmtree(root, ignore_errors=True)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", NEWER)
def test_a_newer_debians_clients_are_as_recorded(name: str, trixie: Path) -> None:
    mounted = [
        "unshare",
        "--mount",
        "sh",
        "-c",
        'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"',
    ]
    with Client([*mounted, str(trixie), f"/usr/bin/{name}"]) as client:
        commands = walk(client)
    assert differences(commands, name) == []
    recorded = read(NEWER[name])
    assert set(commands) == set(recorded)
    for command, told in commands.items():
        assert set(told.options) <= set(recorded[command].options), command
