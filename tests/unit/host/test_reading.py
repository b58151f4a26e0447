"""Reading this host: what it costs, and odd files in the places that are read."""

from __future__ import annotations

import builtins
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hostbridge.host import SYSTEM, basic, gather, plain
from hostbridge.host.raw import Raw
from hostbridge.host.readers import asking, files, linux, macos, shared, windows
from hostbridge.host.readers.variables import NAMES, chosen

pytestmark = pytest.mark.skipif(SYSTEM != "linux", reason="reads this Linux")


def forbid_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Any:
        raise AssertionError("a process was started")

    for name in (
        "fork",
        "forkpty",
        "posix_spawn",
        "posix_spawnp",
        "system",
        "popen",
        "execv",
        "execve",
    ):
        monkeypatch.setattr(os, name, refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr("_posixsubprocess.fork_exec", refuse)


def test_no_process_is_started_unless_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    forbid_processes(monkeypatch)
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    assert basic(env).release == os.uname().release
    assert gather(env, {"data": str(tmp_path)}).disks[0].total > 0
    (tmp_path / "docker").write_text("#!/bin/sh\n")
    (tmp_path / "docker").chmod(0o755)
    with pytest.raises(AssertionError, match="a process was started"):
        gather({**env, "PATH": str(tmp_path)}, ask=True)


def test_what_a_container_command_needs_opens_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    basic({})  # its modules are loaded now

    def refuse(*_: object, **__: object) -> Any:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(os, "listdir", refuse)
    told = basic({"SSH_CONNECTION": "x", "GITHUB_ACTIONS": "true"})
    assert (told.environment.ssh, told.environment.ci, told.uid) == (True, "github", os.geteuid())


def test_what_a_container_command_needs_imports_nothing_else() -> None:
    code = (
        "import os, sys; before = set(sys.modules)\n"
        "from hostbridge.host import basic; basic({})\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    env = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-S", "-c", code], env=env, capture_output=True, text=True, check=True)  # fmt: skip
    loaded = [name for name in done.stdout.split() if not name.startswith("hostbridge")]
    assert loaded == ["__future__"]


def test_this_host() -> None:
    host = gather(os.environ)
    assert host.cpu.count == os.cpu_count()
    assert host.memory.total > 0
    assert host.os.release == os.uname().release
    json.dumps(plain(host))


def test_odd_things_in_the_places_that_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin").write_bytes(b"\xe9\xff")
    (tmp_path / "large").write_bytes(b"x" * (files.LIMIT + 5))
    told = files.texts(
        [*(str(tmp_path / name) for name in ("fifo", "loop", "folder", "latin", "large", "none")),
         "/dev/zero", "a\0b", ""]
    )  # fmt: skip
    assert {Path(path).name: len(text) for path, text in told.items()} == {
        "latin": 2,
        "large": files.LIMIT,
    }
    assert files.entries(str(tmp_path / "none")) == ()
    assert files.rights([str(tmp_path / "loop"), str(tmp_path / "none"), "a\0b"]) == {
        str(tmp_path / "loop"): ""
    }
    assert files.space(str(tmp_path / "folder" / "not" / "there")) is not None
    assert files.space("relative/and/gone") is None


def test_odd_environments(tmp_path: Path) -> None:
    for env in (
        {},
        {"HOME": "relative", "PATH": "relative::/nowhere"},
        {
            "HOME": str(tmp_path),
            "PATH": "/dev/null:" + str(tmp_path),
            "DOCKER_CONFIG": "/proc/self/mem",
        },
        {"DOCKER_HOST": "unix://", "CONTAINER_HOST": "unix://" + "x" * 5000, "HOME": "/\udcff"},
        {"CONTAINERS_CONF": str(tmp_path), "XDG_RUNTIME_DIR": "\n"},
    ):
        json.dumps(plain(gather(env)))


def test_no_other_variable_is_read() -> None:
    env = {"AWS_SECRET_ACCESS_KEY": "s", "GITHUB_TOKEN": "s", "LANG": "C", "HOME": ""}
    assert chosen(env) == {"LANG": "C"}
    assert not [name for name in NAMES if "TOKEN" in name or "SECRET" in name or "PASS" in name]


def test_programs_are_found_first_on_path_and_links_to_nothing_are_none(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "docker").write_text("")
        (tmp_path / folder / "docker").chmod(0o755)
    (tmp_path / "a" / "podman").symlink_to("/nowhere")
    (tmp_path / "a" / "runc").mkdir()
    path = f"{tmp_path}/a:{tmp_path}/b"
    assert shared.programs(path) == {"docker": f"{tmp_path}/a/docker"}


def test_a_program_that_hangs_fails_or_writes_nonsense(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.3)
    bodies = {"docker": "exec sleep 60", "podman": "echo podman version 5.1.2; exit 3", "runc": "head -c 300000 /dev/zero"}  # fmt: skip
    for name, body in bodies.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "crun").write_bytes(b"\0\1")
    (tmp_path / "crun").chmod(0o755)
    raw = Raw("linux", programs={name: str(tmp_path / name) for name in (*bodies, "crun")})
    told = asking.answers(asking.questions(raw), {"PATH": os.environ["PATH"]})
    assert sorted(told) == ["podman --version", "runc --version"]
    assert len(told["runc --version"]) == 1 << 16


def test_questions_of_each_system() -> None:
    windows_raw = Raw("windows", programs={"wsl.exe": "C:\\wsl.exe", "docker": "C:\\d.exe"})
    assert list(asking.questions(windows_raw)) == ["wsl.exe --version", "docker --version", "wsl.exe --list --verbose"]  # fmt: skip
    inside = Raw("linux", programs={"wsl.exe": "/mnt/c/wsl.exe", "gsettings": "/g"})
    assert asking.questions(inside) == {}
    assert list(asking.questions(Raw("macos", programs={"sw_vers": "/s"}))) == ["sw_vers"]


def test_groups_that_are_looked_at() -> None:
    own = "5:cpu,cpuacct:/a\n1:name=systemd:/b\n0::/c/\nnonsense\n9:x:relative"
    found = list(linux.cgroup_directories(own, 7))
    assert "/sys/fs/cgroup/cpu,cpuacct/a" in found
    assert "/sys/fs/cgroup/systemd/b" in found
    assert "/sys/fs/cgroup/c" in found
    assert "/sys/fs/cgroup/unified/c" in found
    assert "/sys/fs/cgroup/user.slice/user-7.slice/user@7.service" in found
    assert not [path for path in found if "relative" in path]


def test_the_other_systems_readers_say_nothing_here() -> None:
    """They are run on their own systems; here it is held that what they lack is no error."""
    assert macos.sysctls() == {}
    assert list(windows.registry()) == []
    assert list(windows.calls()) == []
