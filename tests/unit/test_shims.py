"""Which file named docker or podman is hostbridge, and which is the engine's client."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hostbridge.host.readers.shared import programs
from hostbridge.shims import client_path, is_ours


def program(path: Path, text: str = "#!/bin/sh\nexit 0\n", mode: int = 0o755) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ('#!/bin/sh\nexec hostbridge "$@"\n', True),
        ("#!/usr/bin/env python3\nfrom hostbridge.cli import main\nmain()\n", True),
        ('#!/bin/sh\nexec python3 -m hostbridge "$@"\n', True),
        ('#!/bin/sh\n# a client that hostbridge may use\nexec /opt/docker "$@"\n', False),
        ("\x7fELF hostbridge.cli", False),
        ("", False),
    ],
)
def test_scripts(text: str, ours: bool, tmp_path: Path) -> None:
    assert is_ours(str(program(tmp_path / "docker", text))) is ours


def test_links_fifos_and_what_is_not_there(tmp_path: Path) -> None:
    real = program(tmp_path / "venv" / "hostbridge")
    link = tmp_path / "docker"
    link.symlink_to(real)
    again = tmp_path / "again"
    again.symlink_to(link)
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere" / "hostbridge")
    answers = {
        n: is_ours(str(tmp_path / n))
        for n in ("docker", "again", "fifo", "loop", "gone", "no", ".")
    }
    assert answers == {
        "docker": True, "again": True, "fifo": False, "loop": False, "gone": True, "no": False, ".": False,
    }  # fmt: skip


def test_a_windows_launcher_is_told_by_its_end(tmp_path: Path) -> None:
    launcher = tmp_path / "docker.exe"
    launcher.write_bytes(b"MZ" + bytes(100_000) + b"from hostbridge.cli import main")
    other = tmp_path / "other.exe"
    other.write_bytes(b"MZ" + bytes(100_000))
    assert (is_ours(str(launcher)), is_ours(str(other))) == (True, False)


def test_the_client_is_found_past_shims(tmp_path: Path) -> None:
    real = program(tmp_path / "b \u00e9" / "docker")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "docker").symlink_to(program(tmp_path / "venv" / "hostbridge"))
    (tmp_path / "dir" / "docker").mkdir(parents=True)
    env = {"PATH": f"{tmp_path}/none::{tmp_path}/dir:{tmp_path}/a:{real.parent}"}
    assert client_path("docker", env) == str(real)
    assert client_path("docker", {"PATH": f"{tmp_path}/a"}) == ""
    assert client_path("docker", {"PATH": f"{tmp_path}/none"}) == "docker"
    assert client_path("ssh", env) == "ssh"
    assert client_path("/x/docker", env) == "/x/docker"


def test_what_this_host_has_are_clients_and_no_shims(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "docker").symlink_to(program(tmp_path / "venv" / "hostbridge"))
    assert "docker" not in programs(f"{tmp_path}/a")
    real = program(tmp_path / "b" / "docker")
    assert programs(f"{tmp_path}/a:{tmp_path}/b")["docker"] == str(real)
